-- What was given out without a name is written once.

CREATE TRIGGER bidding_blindcopy_append_only BEFORE UPDATE OR DELETE ON bidding_blindcopy
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_blindcopy_no_truncate BEFORE TRUNCATE ON bidding_blindcopy
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
