-- What was noted, paid, rated or replied after a committee's work is written once.

CREATE TRIGGER bidding_service_append_only BEFORE UPDATE OR DELETE ON bidding_service
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_service_no_truncate BEFORE TRUNCATE ON bidding_service
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_feepayment_append_only BEFORE UPDATE OR DELETE ON bidding_feepayment
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_feepayment_no_truncate BEFORE TRUNCATE ON bidding_feepayment
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_rating_append_only BEFORE UPDATE OR DELETE ON bidding_rating
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_rating_no_truncate BEFORE TRUNCATE ON bidding_rating
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_ratingreply_append_only BEFORE UPDATE OR DELETE ON bidding_ratingreply
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_ratingreply_no_truncate BEFORE TRUNCATE ON bidding_ratingreply
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
