-- Who qualifies is signed once, and its drafts are kept.
CREATE TRIGGER bidding_qualification_append_only BEFORE UPDATE OR DELETE ON bidding_qualification
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_qualification_no_truncate BEFORE TRUNCATE ON bidding_qualification
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_qualificationsheet_no_delete BEFORE DELETE ON bidding_qualificationsheet
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
