-- What was destroyed stays destroyed.

CREATE TRIGGER bidding_destroyedkey_append_only BEFORE UPDATE OR DELETE ON bidding_destroyedkey
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_destroyedkey_no_truncate BEFORE TRUNCATE ON bidding_destroyedkey
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
