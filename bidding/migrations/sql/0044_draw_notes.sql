-- What is said beside a draw is written once.

CREATE TRIGGER bidding_drawnote_append_only BEFORE UPDATE OR DELETE ON bidding_drawnote
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_drawnote_no_truncate BEFORE TRUNCATE ON bidding_drawnote
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_withdrawnchoice_append_only BEFORE UPDATE OR DELETE ON bidding_withdrawnchoice
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_withdrawnchoice_no_truncate BEFORE TRUNCATE ON bidding_withdrawnchoice
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
