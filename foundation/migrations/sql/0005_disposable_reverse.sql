CREATE OR REPLACE FUNCTION foundation_is_disposable() RETURNS boolean
LANGUAGE sql STABLE
AS $$ SELECT current_database() LIKE 'test\_%' $$;
