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
