-- What is signed, moved, voted, asked, answered or reopened in an evaluation is written once.

CREATE TRIGGER bidding_signed_append_only BEFORE UPDATE OR DELETE ON bidding_signed
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_signed_no_truncate BEFORE TRUNCATE ON bidding_signed
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_motion_append_only BEFORE UPDATE OR DELETE ON bidding_motion
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_motion_no_truncate BEFORE TRUNCATE ON bidding_motion
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_vote_append_only BEFORE UPDATE OR DELETE ON bidding_vote
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_vote_no_truncate BEFORE TRUNCATE ON bidding_vote
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_bidquestion_append_only BEFORE UPDATE OR DELETE ON bidding_bidquestion
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_bidquestion_no_truncate BEFORE TRUNCATE ON bidding_bidquestion
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_bidanswer_append_only BEFORE UPDATE OR DELETE ON bidding_bidanswer
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_bidanswer_no_truncate BEFORE TRUNCATE ON bidding_bidanswer
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_reopening_append_only BEFORE UPDATE OR DELETE ON bidding_reopening
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_reopening_no_truncate BEFORE TRUNCATE ON bidding_reopening
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();

-- A member's place is nobody else's afterwards, and an evaluation stays that of its lot; neither is removed.
CREATE FUNCTION bidding_seat_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.evaluation_id, NEW.number, NEW.member_id, NEW.kind, NEW.salt, NEW.seated_at)
        IS DISTINCT FROM (OLD.id, OLD.evaluation_id, OLD.number, OLD.member_id, OLD.kind, OLD.salt, OLD.seated_at)
        OR (OLD.left_at IS NOT NULL AND NEW IS DISTINCT FROM OLD) THEN
        RAISE EXCEPTION 'bidding_seat: a place on a committee does not change hands';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_seat_guard BEFORE UPDATE ON bidding_seat
    FOR EACH ROW EXECUTE FUNCTION bidding_seat_stays();
CREATE TRIGGER bidding_seat_no_delete BEFORE DELETE ON bidding_seat
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE FUNCTION bidding_evaluation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.lot_id, NEW.number, NEW.began_at, NEW.began_by)
        IS DISTINCT FROM (OLD.id, OLD.lot_id, OLD.number, OLD.began_at, OLD.began_by)
        OR OLD.status = 'set_aside'
        OR (OLD.status = 'reported' AND (NEW.status <> 'set_aside' OR NEW.report IS DISTINCT FROM OLD.report
            OR NEW.result IS DISTINCT FROM OLD.result OR NEW.rule IS DISTINCT FROM OLD.rule)) THEN
        RAISE EXCEPTION 'bidding_evaluation: what was evaluated stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_evaluation_guard BEFORE UPDATE ON bidding_evaluation
    FOR EACH ROW EXECUTE FUNCTION bidding_evaluation_stays();
CREATE TRIGGER bidding_evaluation_no_delete BEFORE DELETE ON bidding_evaluation
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
