-- The transparency log: what actions add, where it stands in the tree, and that the tree only grows.

-- Ask for a leaf, in the transaction of what it says.
CREATE FUNCTION transparency_add(p_content bytea, p_ref text, OUT id bigint)
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    INSERT INTO foundation_logentry AS e (content, ref) VALUES (p_content, p_ref) RETURNING e.id INTO id;
    INSERT INTO foundation_logpending (entry_id) VALUES (id);
END
$$;

-- Give entries and events their places. Only the holder of the head's row lock calls it; the keys refuse anybody else.
CREATE FUNCTION transparency_place(
    p_indexes bigint[], p_contents bytea[], p_entries bigint[], p_events bigint[], p_salts bytea[]
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
BEGIN
    INSERT INTO foundation_logleaf (index, content, entry, event, salt)
        SELECT * FROM unnest(p_indexes, p_contents, p_entries, p_events, p_salts);
    DELETE FROM foundation_logpending WHERE entry_id = ANY (p_entries);
END
$$;

CREATE FUNCTION transparency_guard_head() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root)
        OR NEW.key <> OLD.key OR NEW.dummy_key <> OLD.dummy_key THEN
        RAISE EXCEPTION 'the log only grows' USING ERRCODE = 'YG002';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER foundation_loghead_grows BEFORE UPDATE OR DELETE ON foundation_loghead
    FOR EACH ROW EXECUTE FUNCTION transparency_guard_head();
CREATE TRIGGER foundation_logentry_append_only BEFORE UPDATE OR DELETE ON foundation_logentry
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER foundation_logleaf_append_only BEFORE UPDATE OR DELETE ON foundation_logleaf
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER foundation_logcosignature_append_only BEFORE UPDATE OR DELETE ON foundation_logcosignature
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER foundation_logentry_no_truncate BEFORE TRUNCATE ON foundation_logentry
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER foundation_logleaf_no_truncate BEFORE TRUNCATE ON foundation_logleaf
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER foundation_loghead_no_truncate BEFORE TRUNCATE ON foundation_loghead
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER foundation_logpending_no_truncate BEFORE TRUNCATE ON foundation_logpending
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER foundation_logcosignature_no_truncate BEFORE TRUNCATE ON foundation_logcosignature
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();

-- As foundation_pending: rows that live for milliseconds, and one row that changes twice a second.
ALTER TABLE foundation_logpending SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000
);
ALTER TABLE foundation_loghead SET (
    fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000
);
