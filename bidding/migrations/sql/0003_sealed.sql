-- What came in under seal never changes, whoever asks; what became of it moves one way only.

CREATE FUNCTION bidding_guard_filing() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR (NEW.id, NEW.lot_id, NEW.registration_id, NEW.policy_id, NEW.replaces_id, NEW.header, NEW.core, NEW.bid, NEW.seq,
            NEW.signer, NEW.header_bytes, NEW.core_bytes, NEW.signature_bytes, NEW.files, NEW.received_at, NEW.filed_by,
            NEW.salt, NEW.ref)
        IS DISTINCT FROM
           (OLD.id, OLD.lot_id, OLD.registration_id, OLD.policy_id, OLD.replaces_id, OLD.header, OLD.core, OLD.bid, OLD.seq,
            OLD.signer, OLD.header_bytes, OLD.core_bytes, OLD.signature_bytes, OLD.files, OLD.received_at, OLD.filed_by,
            OLD.salt, OLD.ref)
        OR (OLD.status, NEW.status) NOT IN (
            ('reserved', 'reserved'), ('reserved', 'accepted'), ('reserved', 'refused'), ('accepted', 'ended'),
            ('accepted', 'accepted'), ('refused', 'refused'), ('ended', 'ended'))
        OR (OLD.status <> 'reserved' AND (NEW.reasons, NEW.settled_at) IS DISTINCT FROM (OLD.reasons, OLD.settled_at))
        OR (OLD.status = 'ended' AND (NEW.ended_at, NEW.end_bytes, NEW.end_signature, NEW.end_ref)
            IS DISTINCT FROM (OLD.ended_at, OLD.end_bytes, OLD.end_signature, OLD.end_ref))
    THEN
        RAISE EXCEPTION 'a filing is not altered' USING ERRCODE = 'YG002';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION bidding_guard_policy() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.in_force_from IS NOT NULL
        OR to_jsonb(NEW) - 'in_force_from' IS DISTINCT FROM to_jsonb(OLD) - 'in_force_from'
    THEN
        RAISE EXCEPTION 'a policy of custody is not altered' USING ERRCODE = 'YG002';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION bidding_guard_freeze() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.issued_at IS NOT NULL
        OR (NEW.lot_id, NEW.policy_id, NEW.change_number, NEW.deadline_ms, NEW.closed_at, NEW.ref)
            IS DISTINCT FROM (OLD.lot_id, OLD.policy_id, OLD.change_number, OLD.deadline_ms, OLD.closed_at, OLD.ref)
        OR (OLD.stamped_head <> '' AND (NEW.stamped_head, NEW.cut_token) IS DISTINCT FROM (OLD.stamped_head, OLD.cut_token))
    THEN
        RAISE EXCEPTION 'a freeze list is not altered' USING ERRCODE = 'YG002';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER bidding_filing_guard BEFORE UPDATE OR DELETE ON bidding_filing
    FOR EACH ROW EXECUTE FUNCTION bidding_guard_filing();
CREATE TRIGGER bidding_custodypolicy_guard BEFORE UPDATE OR DELETE ON bidding_custodypolicy
    FOR EACH ROW EXECUTE FUNCTION bidding_guard_policy();
CREATE TRIGGER bidding_freezelist_guard BEFORE UPDATE OR DELETE ON bidding_freezelist
    FOR EACH ROW EXECUTE FUNCTION bidding_guard_freeze();
CREATE TRIGGER bidding_custodyacceptance_append_only BEFORE UPDATE OR DELETE ON bidding_custodyacceptance
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_policychange_append_only BEFORE UPDATE OR DELETE ON bidding_policychange
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_receipt_append_only BEFORE UPDATE OR DELETE ON bidding_receipt
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_filing_no_truncate BEFORE TRUNCATE ON bidding_filing
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_custodypolicy_no_truncate BEFORE TRUNCATE ON bidding_custodypolicy
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_freezelist_no_truncate BEFORE TRUNCATE ON bidding_freezelist
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_custodyacceptance_no_truncate BEFORE TRUNCATE ON bidding_custodyacceptance
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_policychange_no_truncate BEFORE TRUNCATE ON bidding_policychange
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_receipt_no_truncate BEFORE TRUNCATE ON bidding_receipt
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
