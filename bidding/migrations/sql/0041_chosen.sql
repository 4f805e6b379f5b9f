-- Whom the organiser chose, and why, is written once.

CREATE TRIGGER bidding_chosen_append_only BEFORE UPDATE OR DELETE ON bidding_chosen
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_chosen_no_truncate BEFORE TRUNCATE ON bidding_chosen
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
