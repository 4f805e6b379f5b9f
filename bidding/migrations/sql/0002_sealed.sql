-- A bank reference names one movement of the whole ledger, and no movement is changed afterwards.

CREATE TRIGGER bidding_depositentry_append_only BEFORE UPDATE OR DELETE ON bidding_depositentry
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_depositentry_no_truncate BEFORE TRUNCATE ON bidding_depositentry
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();

-- What came in under seal never changes, whoever asks; what became of it moves one way only.

CREATE FUNCTION bidding_guard_filing() RETURNS trigger
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

CREATE FUNCTION bidding_guard_policy() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.in_force_from IS NOT NULL
        OR to_jsonb(NEW) - 'in_force_from' - 'evidence' IS DISTINCT FROM to_jsonb(OLD) - 'in_force_from' - 'evidence'
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

-- What came in for a rehearsal never changes; the rehearsal itself moves one way, and what it came to is the end of it.

CREATE FUNCTION bidding_guard_rehearsal() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.status IN ('recorded', 'failed')
        OR (NEW.id, NEW.lot_id, NEW.sha256, NEW.content, NEW.signature, NEW.evidence, NEW.header, NEW.files, NEW.bid_evidence, NEW.salt,
            NEW.holders, NEW.n, NEW.deadline_ms, NEW.filed_at, NEW.filed_by, NEW.ref, NEW.filing_ref, NEW.freeze_ref, NEW.record_ref)
            IS DISTINCT FROM
            (OLD.id, OLD.lot_id, OLD.sha256, OLD.content, OLD.signature, OLD.evidence, OLD.header, OLD.files, OLD.bid_evidence, OLD.salt,
            OLD.holders, OLD.n, OLD.deadline_ms, OLD.filed_at, OLD.filed_by, OLD.ref, OLD.filing_ref, OLD.freeze_ref, OLD.record_ref)
        OR (OLD.status, NEW.status) NOT IN (('filed', 'frozen'), ('filed', 'failed'), ('frozen', 'recorded'))
        OR (OLD.status = 'frozen' AND (NEW.frozen_at, NEW.freeze_content, NEW.freeze_signature, NEW.posting_until)
            IS DISTINCT FROM (OLD.frozen_at, OLD.freeze_content, OLD.freeze_signature, OLD.posting_until))
    THEN
        RAISE EXCEPTION 'a rehearsal is not altered' USING ERRCODE = 'YG002';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER bidding_rehearsal_guard BEFORE UPDATE OR DELETE ON bidding_rehearsal
    FOR EACH ROW EXECUTE FUNCTION bidding_guard_rehearsal();
CREATE TRIGGER bidding_rehearsalpost_append_only BEFORE UPDATE OR DELETE ON bidding_rehearsalpost
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_rehearsal_no_truncate BEFORE TRUNCATE ON bidding_rehearsal
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_rehearsalpost_no_truncate BEFORE TRUNCATE ON bidding_rehearsalpost
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();

-- What was destroyed stays destroyed.

CREATE TRIGGER bidding_destroyedkey_append_only BEFORE UPDATE OR DELETE ON bidding_destroyedkey
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_destroyedkey_no_truncate BEFORE TRUNCATE ON bidding_destroyedkey
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();

-- Interest is counted at the rates that were given: none is altered, a later one corrects.

CREATE TRIGGER bidding_depositrate_append_only BEFORE UPDATE OR DELETE ON bidding_depositrate
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_depositrate_no_truncate BEFORE TRUNCATE ON bidding_depositrate
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
