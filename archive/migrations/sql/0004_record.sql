-- What is on record stays: a file gets its number once, bytes go where they are withdrawn, and nothing else changes.
CREATE FUNCTION archive_refuse_other_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.number IS NOT NULL OR to_jsonb(NEW) - 'number' IS DISTINCT FROM to_jsonb(OLD) - 'number' THEN
        RAISE EXCEPTION '% is append-only: a file on record is neither changed nor removed', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER archive_publicfile_numbered_once BEFORE UPDATE OR DELETE ON archive_publicfile
    FOR EACH ROW EXECUTE FUNCTION archive_refuse_other_number();
CREATE FUNCTION archive_refuse_other_bytes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR NEW.content IS NOT NULL
        OR (NEW.digest, NEW.size, NEW.media_type) IS DISTINCT FROM (OLD.digest, OLD.size, OLD.media_type) THEN
        RAISE EXCEPTION '% is append-only: bytes on record are withdrawn or stay', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER archive_publicbytes_stay BEFORE UPDATE OR DELETE ON archive_publicbytes
    FOR EACH ROW EXECUTE FUNCTION archive_refuse_other_bytes();
CREATE FUNCTION archive_refuse_other_withdrawal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.is_signed OR to_jsonb(NEW) - 'is_signed' IS DISTINCT FROM to_jsonb(OLD) - 'is_signed' THEN
        RAISE EXCEPTION '% is append-only: a withdrawal is signed once and stays', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER archive_publicwithdrawal_signed_once BEFORE UPDATE OR DELETE ON archive_publicwithdrawal
    FOR EACH ROW EXECUTE FUNCTION archive_refuse_other_withdrawal();
CREATE TRIGGER archive_publicwithdrawal_no_truncate BEFORE TRUNCATE ON archive_publicwithdrawal
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER archive_recordsegment_append_only BEFORE UPDATE OR DELETE ON archive_recordsegment
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER archive_recordhead_append_only BEFORE UPDATE OR DELETE ON archive_recordhead
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER archive_publicfile_no_truncate BEFORE TRUNCATE ON archive_publicfile
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER archive_publicbytes_no_truncate BEFORE TRUNCATE ON archive_publicbytes
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER archive_recordsegment_no_truncate BEFORE TRUNCATE ON archive_recordsegment
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER archive_recordhead_no_truncate BEFORE TRUNCATE ON archive_recordhead
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
