-- While a list is made: what nobody outside saw in time is refused after all, and what it replaced stands again.

CREATE OR REPLACE FUNCTION bidding_guard_filing() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR (NEW.id, NEW.lot_id, NEW.registration_id, NEW.policy_id, NEW.replaces_id, NEW.header, NEW.core, NEW.bid, NEW.seq,
            NEW.signer, NEW.header_bytes, NEW.core_bytes, NEW.signature_bytes, NEW.files, NEW.received_at, NEW.filed_by,
            NEW.salt, NEW.ref, NEW.held_bytes)
        IS DISTINCT FROM
           (OLD.id, OLD.lot_id, OLD.registration_id, OLD.policy_id, OLD.replaces_id, OLD.header, OLD.core, OLD.bid, OLD.seq,
            OLD.signer, OLD.header_bytes, OLD.core_bytes, OLD.signature_bytes, OLD.files, OLD.received_at, OLD.filed_by,
            OLD.salt, OLD.ref, OLD.held_bytes)
        OR (OLD.status, NEW.status) NOT IN (
            ('reserved', 'reserved'), ('reserved', 'accepted'), ('reserved', 'refused'), ('accepted', 'ended'),
            ('accepted', 'accepted'), ('refused', 'refused'), ('ended', 'ended'), ('accepted', 'refused'), ('ended', 'accepted'))
        OR (((OLD.status, NEW.status) = ('accepted', 'refused') OR (OLD.status, NEW.status) = ('ended', 'accepted'))
            AND NOT EXISTS (SELECT FROM bidding_freezelist f WHERE f.lot_id = OLD.lot_id AND f.issued_at IS NULL))
        OR ((OLD.status, NEW.status) = ('accepted', 'refused') AND NEW.reasons <> '["freeze_unseen"]'::jsonb)
        OR ((OLD.status, NEW.status) = ('ended', 'accepted') AND (OLD.end_bytes IS NOT NULL OR NEW.end_ref IS DISTINCT FROM OLD.end_ref))
        OR (OLD.status <> 'reserved' AND NEW.settled_at IS DISTINCT FROM OLD.settled_at)
        OR (OLD.status <> 'reserved' AND NEW.status = OLD.status AND NEW.reasons IS DISTINCT FROM OLD.reasons)
        OR (OLD.status = 'ended' AND NEW.status = 'ended' AND (NEW.ended_at, NEW.end_bytes, NEW.end_signature, NEW.end_ref)
            IS DISTINCT FROM (OLD.ended_at, OLD.end_bytes, OLD.end_signature, OLD.end_ref))
        OR (NEW.discarded_at IS DISTINCT FROM OLD.discarded_at
            AND (OLD.discarded_at IS NOT NULL OR OLD.status NOT IN ('refused', 'ended')))
    THEN
        RAISE EXCEPTION 'a filing is not altered' USING ERRCODE = 'YG002';
    END IF;
    RETURN NEW;
END
$$;
