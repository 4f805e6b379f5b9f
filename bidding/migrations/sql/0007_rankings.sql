-- What followed from opened figures is written once.

CREATE TRIGGER bidding_ranking_append_only BEFORE UPDATE OR DELETE ON bidding_ranking
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_ranking_no_truncate BEFORE TRUNCATE ON bidding_ranking
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
