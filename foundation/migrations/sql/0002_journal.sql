-- The journal's write path, its sequencing, and its guards.

-- Write one event and mark it as waiting for a position, in one round trip. The caller holds the subject's lock; one
-- that does not, and meets another, fails on foundation_event_subject_order.
-- Each statement of a VOLATILE function sees what was committed before that statement, so the last event read here is
-- the last one under the lock, whenever the transaction began.
CREATE FUNCTION journal_append(
    p_type text, p_subject text, p_deal text, p_actor text, p_at timestamptz, p_data jsonb,
    OUT id bigint, OUT subject_seq bigint, OUT at timestamptz
)
LANGUAGE plpgsql VOLATILE
-- A session keeps the plan it made when the table was small; a scan of all events must not be that plan.
SET enable_seqscan = off
AS $$
DECLARE
    last_seq bigint;
    last_at timestamptz;
BEGIN
    SELECT e.subject_seq, e.at INTO last_seq, last_at
        FROM foundation_event e WHERE e.subject = p_subject ORDER BY e.subject_seq DESC LIMIT 1;
    -- A server clock that was stepped back a little is smoothed; anything more is an error of the caller.
    IF p_at < last_at - interval '5 seconds' THEN
        RAISE EXCEPTION 'the last event of % is at %, this one at %', p_subject, last_at, p_at USING ERRCODE = 'YG001';
    END IF;
    INSERT INTO foundation_event AS e (type, subject, subject_seq, deal, actor, at, data)
        VALUES (p_type, p_subject, coalesce(last_seq, 0) + 1, p_deal, p_actor, greatest(p_at, last_at), p_data)
        RETURNING e.id, e.subject_seq, e.at INTO id, subject_seq, at;
    INSERT INTO foundation_pending (event_id) VALUES (id);
END
$$;

-- Give the next positions to at most p_limit committed events, in insertion order; return the last position given and
-- how many. Only the holder of the sequencer's advisory lock calls it; the primary key refuses anybody else.
CREATE FUNCTION journal_sequence(p_limit integer, OUT head bigint, OUT placed integer)
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
BEGIN
    SELECT coalesce(max(position), 0) INTO head FROM foundation_position;
    WITH waiting AS (
        SELECT event_id FROM foundation_pending ORDER BY event_id LIMIT p_limit
    ), taken AS (
        DELETE FROM foundation_pending p USING waiting w WHERE p.event_id = w.event_id RETURNING p.event_id
    )
    INSERT INTO foundation_position (position, event_id)
        SELECT head + row_number() OVER (ORDER BY event_id), event_id FROM taken;
    GET DIAGNOSTICS placed = ROW_COUNT;
    head := head + placed;
END
$$;

CREATE FUNCTION foundation_refuse_change() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'YG002';
END
$$;

CREATE TRIGGER foundation_event_append_only BEFORE UPDATE OR DELETE ON foundation_event
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER foundation_position_append_only BEFORE UPDATE OR DELETE ON foundation_position
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER foundation_publication_append_only BEFORE UPDATE OR DELETE ON foundation_publication
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER foundation_event_no_truncate BEFORE TRUNCATE ON foundation_event
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER foundation_position_no_truncate BEFORE TRUNCATE ON foundation_position
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER foundation_publication_no_truncate BEFORE TRUNCATE ON foundation_publication
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
-- An event that loses its pending row would never be placed.
CREATE TRIGGER foundation_pending_no_truncate BEFORE TRUNCATE ON foundation_pending
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();

-- Rows of this table live for milliseconds: vacuum it by count, not by share, or its index fills with the dead.
ALTER TABLE foundation_pending SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000
);
