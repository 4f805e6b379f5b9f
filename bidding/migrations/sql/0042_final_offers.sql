-- A final offer is written once, and shown once.

CREATE TRIGGER bidding_finaloffer_append_only BEFORE UPDATE OR DELETE ON bidding_finaloffer
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_finaloffer_no_truncate BEFORE TRUNCATE ON bidding_finaloffer
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_shownoffer_append_only BEFORE UPDATE OR DELETE ON bidding_shownoffer
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_shownoffer_no_truncate BEFORE TRUNCATE ON bidding_shownoffer
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
