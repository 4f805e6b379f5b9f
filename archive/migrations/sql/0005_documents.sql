-- What a document says never changes; it is sealed once, and that is the end of it.
CREATE FUNCTION archive_guard_document() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.status = 'sealed' OR NEW.status <> 'sealed'
        OR (NEW.id, NEW.number, NEW.kind, NEW.edition, NEW.source, NEW.deal_id, NEW.lot_id, NEW.party_id, NEW.is_public, NEW.content, NEW.at)
            IS DISTINCT FROM
            (OLD.id, OLD.number, OLD.kind, OLD.edition, OLD.source, OLD.deal_id, OLD.lot_id, OLD.party_id, OLD.is_public, OLD.content, OLD.at)
    THEN
        RAISE EXCEPTION 'a document is not altered' USING ERRCODE = 'YG002';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER archive_sealeddocument_guard BEFORE UPDATE OR DELETE ON archive_sealeddocument
    FOR EACH ROW EXECUTE FUNCTION archive_guard_document();
CREATE TRIGGER archive_sealeddocument_no_truncate BEFORE TRUNCATE ON archive_sealeddocument
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
