-- Interest is counted at the rates that were given: none is altered, a later one corrects.

CREATE TRIGGER bidding_depositrate_append_only BEFORE UPDATE OR DELETE ON bidding_depositrate
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_depositrate_no_truncate BEFORE TRUNCATE ON bidding_depositrate
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
