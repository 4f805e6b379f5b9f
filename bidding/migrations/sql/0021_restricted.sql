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
