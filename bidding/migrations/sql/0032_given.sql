-- What was drawn is written once.

CREATE TRIGGER bidding_given_append_only BEFORE UPDATE OR DELETE ON bidding_given
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_given_no_truncate BEFORE TRUNCATE ON bidding_given
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
