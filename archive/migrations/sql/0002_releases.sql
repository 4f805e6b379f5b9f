-- What was released is never changed.
CREATE TRIGGER archive_release_append_only BEFORE UPDATE OR DELETE ON archive_release
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER archive_release_no_truncate BEFORE TRUNCATE ON archive_release
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
