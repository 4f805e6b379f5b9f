-- What came in for an opening never changes; the opening itself moves one way, and its record is the end of it.

CREATE FUNCTION bidding_guard_opening() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.status = 'recorded'
        OR (NEW.id, NEW.freeze_id, NEW.stage, NEW.bids, NEW.begun_at, NEW.posting_until, NEW.ref)
            IS DISTINCT FROM (OLD.id, OLD.freeze_id, OLD.stage, OLD.bids, OLD.begun_at, OLD.posting_until, OLD.ref)
        OR (OLD.status, NEW.status) NOT IN (
            ('collecting', 'collecting'), ('collecting', 'settling'), ('settling', 'settling'), ('settling', 'recorded'))
        OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at)
        OR (OLD.rescue_until IS NOT NULL AND NEW.rescue_until IS DISTINCT FROM OLD.rescue_until)
    THEN
        RAISE EXCEPTION 'an opening is not altered' USING ERRCODE = 'YG002';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER bidding_opening_guard BEFORE UPDATE OR DELETE ON bidding_opening
    FOR EACH ROW EXECUTE FUNCTION bidding_guard_opening();
CREATE TRIGGER bidding_custodianpost_append_only BEFORE UPDATE OR DELETE ON bidding_custodianpost
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_sentkeys_append_only BEFORE UPDATE OR DELETE ON bidding_sentkeys
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_openedunit_append_only BEFORE UPDATE OR DELETE ON bidding_openedunit
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_receiptobjection_append_only BEFORE UPDATE OR DELETE ON bidding_receiptobjection
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_stagerelease_append_only BEFORE UPDATE OR DELETE ON bidding_stagerelease
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_opening_no_truncate BEFORE TRUNCATE ON bidding_opening
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_custodianpost_no_truncate BEFORE TRUNCATE ON bidding_custodianpost
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_sentkeys_no_truncate BEFORE TRUNCATE ON bidding_sentkeys
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_openedunit_no_truncate BEFORE TRUNCATE ON bidding_openedunit
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_receiptobjection_no_truncate BEFORE TRUNCATE ON bidding_receiptobjection
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_stagerelease_no_truncate BEFORE TRUNCATE ON bidding_stagerelease
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();

-- Who came to an opening came.

CREATE TRIGGER bidding_attendance_append_only BEFORE UPDATE OR DELETE ON bidding_attendance
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_attendance_no_truncate BEFORE TRUNCATE ON bidding_attendance
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();

-- What a filing was accepted by, and which entries of a list do not hold, never changes afterwards.

CREATE TRIGGER bidding_filing_evidence_stays BEFORE UPDATE ON bidding_filing
    FOR EACH ROW WHEN (OLD.status <> 'reserved' AND NEW.evidence IS DISTINCT FROM OLD.evidence)
    EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_opening_excluded_stays BEFORE UPDATE ON bidding_opening
    FOR EACH ROW WHEN (NEW.excluded IS DISTINCT FROM OLD.excluded)
    EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_revocationevidence_append_only BEFORE UPDATE OR DELETE ON bidding_revocationevidence
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_revocationevidence_no_truncate BEFORE TRUNCATE ON bidding_revocationevidence
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();

-- What was signed about a fault stays signed.

CREATE TRIGGER bidding_remedy_append_only BEFORE UPDATE OR DELETE ON bidding_remedy
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_remedy_no_truncate BEFORE TRUNCATE ON bidding_remedy
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();

-- What the supervisor signed about a deadline's minute stays signed.

CREATE TRIGGER bidding_supervisedcut_append_only BEFORE UPDATE OR DELETE ON bidding_supervisedcut
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_supervisedcut_no_truncate BEFORE TRUNCATE ON bidding_supervisedcut
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();

-- Wrapped keys, committees and readings are written once.

CREATE TRIGGER bidding_wrappedunit_append_only BEFORE UPDATE OR DELETE ON bidding_wrappedunit
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_wrappedunit_no_truncate BEFORE TRUNCATE ON bidding_wrappedunit
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_committee_append_only BEFORE UPDATE OR DELETE ON bidding_committee
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_committee_no_truncate BEFORE TRUNCATE ON bidding_committee
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_reading_append_only BEFORE UPDATE OR DELETE ON bidding_reading
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_reading_no_truncate BEFORE TRUNCATE ON bidding_reading
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();

-- What was proposed is written once.

CREATE TRIGGER bidding_proposedcommittee_append_only BEFORE UPDATE OR DELETE ON bidding_proposedcommittee
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_proposedcommittee_no_truncate BEFORE TRUNCATE ON bidding_proposedcommittee
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
