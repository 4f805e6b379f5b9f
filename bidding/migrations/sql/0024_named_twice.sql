-- What was proposed is written once.

CREATE TRIGGER bidding_proposedcommittee_append_only BEFORE UPDATE OR DELETE ON bidding_proposedcommittee
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_proposedcommittee_no_truncate BEFORE TRUNCATE ON bidding_proposedcommittee
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
