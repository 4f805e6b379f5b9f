DROP FUNCTION journal_append_all(text[], text[], text[], text[], timestamptz, jsonb[]);

-- Write events in the order given, one instant for all; the caller holds the lock of every subject.
CREATE FUNCTION journal_append_all(
    p_types text[], p_subjects text[], p_deals text[], p_actor text, p_at timestamptz, p_data jsonb[]
)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
    late text;
BEGIN
    WITH last AS MATERIALIZED (
        SELECT s.subject, e.subject_seq, e.at
        FROM (SELECT DISTINCT unnest(p_subjects) AS subject) s
        LEFT JOIN LATERAL (
            SELECT o.subject_seq, o.at FROM foundation_event o
            WHERE o.subject = s.subject ORDER BY o.subject_seq DESC LIMIT 1
        ) e ON true
    ), written AS (
        -- Sorted before the ids are drawn: a subject's events get their ids in the order of their subject_seq.
        INSERT INTO foundation_event (type, subject, subject_seq, deal, actor, at, data)
        SELECT g.type, g.subject, coalesce(l.subject_seq, 0) + row_number() OVER (PARTITION BY g.subject ORDER BY g.place),
               g.deal, p_actor, greatest(p_at, l.at), g.data
        FROM unnest(p_types, p_subjects, p_deals, p_data) WITH ORDINALITY AS g (type, subject, deal, data, place)
        JOIN last l USING (subject)
        ORDER BY g.place
        RETURNING id
    ), marked AS (
        INSERT INTO foundation_pending (event_id) SELECT id FROM written
    )
    SELECT subject INTO late FROM last WHERE p_at < last.at - interval '5 seconds' LIMIT 1;
    -- What was written above goes with the error.
    IF late IS NOT NULL THEN
        RAISE EXCEPTION 'the last event of % is later than %', late, p_at USING ERRCODE = 'YG001';
    END IF;
END
$$;
