-- Who votes and each ballot is written once, and what was decided stays.

CREATE TRIGGER bidding_elector_append_only BEFORE UPDATE OR DELETE ON bidding_elector
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_elector_no_truncate BEFORE TRUNCATE ON bidding_elector
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_ballot_append_only BEFORE UPDATE OR DELETE ON bidding_ballot
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_ballot_no_truncate BEFORE TRUNCATE ON bidding_ballot
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE FUNCTION bidding_award_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'decided'
        OR (NEW.id, NEW.lot_id, NEW.evaluation_id, NEW.number, NEW.way, NEW.begun_at, NEW.begun_by)
        IS DISTINCT FROM (OLD.id, OLD.lot_id, OLD.evaluation_id, OLD.number, OLD.way, OLD.begun_at, OLD.begun_by) THEN
        RAISE EXCEPTION 'bidding_award: what was decided stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_award_guard BEFORE UPDATE ON bidding_award
    FOR EACH ROW EXECUTE FUNCTION bidding_award_stays();
CREATE TRIGGER bidding_award_no_delete BEFORE DELETE ON bidding_award
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
