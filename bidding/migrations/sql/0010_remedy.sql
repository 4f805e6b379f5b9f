-- What was signed about a fault stays signed.

CREATE TRIGGER bidding_remedy_append_only BEFORE UPDATE OR DELETE ON bidding_remedy
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_remedy_no_truncate BEFORE TRUNCATE ON bidding_remedy
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
