-- The one clock, and what may never be done to the instance that shifts it.

-- VOLATILE: two readings in one statement may differ, and none may be taken before a lock that the statement waits for.
CREATE FUNCTION foundation_now() RETURNS timestamptz
LANGUAGE sql VOLATILE PARALLEL SAFE
AS $$
    SELECT clock_timestamp() + coalesce((SELECT "offset" FROM foundation_instance WHERE id = 1), interval '0')
$$;

-- Test databases are emptied between tests; no other database lets its history be truncated.
CREATE FUNCTION foundation_is_disposable() RETURNS boolean
LANGUAGE sql STABLE
AS $$ SELECT current_database() LIKE 'test\_%' $$;

CREATE FUNCTION foundation_refuse_truncate() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF foundation_is_disposable() THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is never truncated', TG_TABLE_NAME USING ERRCODE = 'YG002';
END
$$;

CREATE FUNCTION foundation_guard_instance() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'the instance row is never removed' USING ERRCODE = 'YG002';
    END IF;
    IF OLD.mode = 'production' AND NEW.mode <> 'production' THEN
        RAISE EXCEPTION 'a production instance never becomes a demonstration' USING ERRCODE = 'YG003';
    END IF;
    -- A fresh demonstration may be set to its first day, which may lie in the past. Once anything happened, time goes on.
    IF NEW."offset" < OLD."offset" AND EXISTS (SELECT FROM foundation_event) THEN
        RAISE EXCEPTION 'the clock of an instance never goes back' USING ERRCODE = 'YG004';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION foundation_restore_instance() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO foundation_instance (id, mode, "offset") VALUES (1, 'demo', interval '0');
    RETURN NULL;
END
$$;

CREATE TRIGGER foundation_instance_guard BEFORE UPDATE OR DELETE ON foundation_instance
    FOR EACH ROW EXECUTE FUNCTION foundation_guard_instance();
CREATE TRIGGER foundation_instance_no_truncate BEFORE TRUNCATE ON foundation_instance
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER foundation_instance_restore AFTER TRUNCATE ON foundation_instance
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_restore_instance();

INSERT INTO foundation_instance (id, mode, "offset") VALUES (1, 'demo', interval '0');
