-- A letter is written once.
CREATE TRIGGER bidding_sentletter_append_only BEFORE UPDATE OR DELETE ON bidding_sentletter
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_sentletter_no_truncate BEFORE TRUNCATE ON bidding_sentletter
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
