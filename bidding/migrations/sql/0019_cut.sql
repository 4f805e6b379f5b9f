-- What the supervisor signed about a deadline's minute stays signed.

CREATE TRIGGER bidding_supervisedcut_append_only BEFORE UPDATE OR DELETE ON bidding_supervisedcut
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_supervisedcut_no_truncate BEFORE TRUNCATE ON bidding_supervisedcut
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
