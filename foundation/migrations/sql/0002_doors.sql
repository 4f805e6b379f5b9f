-- Dense feeds and remembered answers, each one round trip.

-- Publish an entry at the next place of its feed, once for each source event, type and lot. The head's row lock is held
-- to the end of the transaction, so entries become visible in order and without gaps.
CREATE FUNCTION feed_publish(
    p_feed text, p_position bigint, p_type text, p_deal text, p_lot text, p_at timestamptz, p_data jsonb,
    OUT sequence bigint, OUT is_new boolean
)
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
BEGIN
    INSERT INTO foundation_feedhead AS h (feed, last) VALUES (p_feed, 0)
        ON CONFLICT (feed) DO UPDATE SET last = h.last RETURNING h.last + 1 INTO sequence;
    INSERT INTO foundation_publication (feed, sequence, position, type, deal, lot, at, data)
        VALUES (p_feed, sequence, p_position, p_type, p_deal, p_lot, p_at, p_data)
        ON CONFLICT (feed, position, type, lot) DO NOTHING;
    is_new := FOUND;
    IF is_new THEN
        UPDATE foundation_feedhead SET last = feed_publish.sequence WHERE feed = p_feed;
    ELSE
        SELECT p.sequence INTO STRICT sequence FROM foundation_publication p
            WHERE p.feed = p_feed AND p.position = p_position AND p.type = p_type AND p.lot IS NOT DISTINCT FROM p_lot;
    END IF;
END
$$;

-- Claim (scope, key) for this transaction: return the new row's id, or NULL when an answer is stored. A twin in flight
-- is waited for, at most p_wait_ms: after that lock_not_available (55P03) is raised.
CREATE FUNCTION idempotency_claim(p_scope text, p_key text, p_fingerprint text, p_wait_ms integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET lock_timeout = 0 -- so that the set_config below ends with the function
AS $$
DECLARE
    claimed bigint;
BEGIN
    PERFORM set_config('lock_timeout', p_wait_ms::text, true);
    INSERT INTO foundation_rememberedanswer (scope, key, fingerprint, headers, body, at)
        VALUES (p_scope, p_key, p_fingerprint, '[]', '', foundation_now())
        ON CONFLICT (scope, key) DO NOTHING
        RETURNING id INTO claimed;
    RETURN claimed;
END
$$;
