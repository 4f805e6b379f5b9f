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
