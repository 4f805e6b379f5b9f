-- Test databases are emptied between tests; a production instance's is never truncated, whatever its name.
CREATE OR REPLACE FUNCTION foundation_is_disposable() RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT current_database() LIKE 'test\_%'
        AND NOT EXISTS (SELECT FROM foundation_instance WHERE mode = 'production')
$$;
