-- Who was in a pool, what was done in a draw, who was sent, and who read the names, is written once.

CREATE TRIGGER bidding_poolentry_append_only BEFORE UPDATE OR DELETE ON bidding_poolentry
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_poolentry_no_truncate BEFORE TRUNCATE ON bidding_poolentry
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_drawact_append_only BEFORE UPDATE OR DELETE ON bidding_drawact
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_drawact_no_truncate BEFORE TRUNCATE ON bidding_drawact
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_representative_append_only BEFORE UPDATE OR DELETE ON bidding_representative
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_representative_no_truncate BEFORE TRUNCATE ON bidding_representative
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_namereading_append_only BEFORE UPDATE OR DELETE ON bidding_namereading
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_namereading_no_truncate BEFORE TRUNCATE ON bidding_namereading
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();

-- A commitment stays, and a secret is revealed once.
CREATE FUNCTION bidding_contribution_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.draw_id, NEW.contributor, NEW.party_id, NEW.commitment, NEW.committed_at, NEW.committed_by)
        IS DISTINCT FROM (OLD.id, OLD.draw_id, OLD.contributor, OLD.party_id, OLD.commitment, OLD.committed_at, OLD.committed_by)
        OR OLD.secret <> '' THEN
        RAISE EXCEPTION 'bidding_contribution: a commitment stays, and a secret is revealed once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_contribution_guard BEFORE UPDATE ON bidding_contribution
    FOR EACH ROW EXECUTE FUNCTION bidding_contribution_stays();
CREATE TRIGGER bidding_contribution_no_delete BEFORE DELETE ON bidding_contribution
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();

-- What was announced before the secrets stays, and so does the order, and a draw that has ended.
CREATE FUNCTION bidding_draw_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.lot_id, NEW.purpose, NEW.number, NEW.groups, NEW.contributors, NEW.planned_at, NEW.planned_by)
        IS DISTINCT FROM (OLD.id, OLD.lot_id, OLD.purpose, OLD.number, OLD.groups, OLD.contributors, OLD.planned_at, OLD.planned_by)
        OR (OLD.fixed <> '' AND (NEW.fixed, NEW.fixed_at, NEW.reveal_by, NEW.earlier)
            IS DISTINCT FROM (OLD.fixed, OLD.fixed_at, OLD.reveal_by, OLD.earlier))
        OR (OLD.seed <> '' AND (NEW.seed, NEW.orders) IS DISTINCT FROM (OLD.seed, OLD.orders))
        OR OLD.status IN ('ended', 'dropped') THEN
        RAISE EXCEPTION 'bidding_draw: what was announced or drawn stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_draw_guard BEFORE UPDATE ON bidding_draw
    FOR EACH ROW EXECUTE FUNCTION bidding_draw_stays();
CREATE TRIGGER bidding_draw_no_delete BEFORE DELETE ON bidding_draw
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();

-- Where an expert worked, and what it declared, is ended and not taken away.
CREATE TRIGGER bidding_expert_no_delete BEFORE DELETE ON bidding_expert
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_employment_no_delete BEFORE DELETE ON bidding_employment
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_avoidance_no_delete BEFORE DELETE ON bidding_avoidance
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_leave_no_delete BEFORE DELETE ON bidding_leave
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();

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

-- What was given out without a name is written once.

CREATE TRIGGER bidding_blindcopy_append_only BEFORE UPDATE OR DELETE ON bidding_blindcopy
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_blindcopy_no_truncate BEFORE TRUNCATE ON bidding_blindcopy
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();

-- Whom the organiser chose, and why, is written once.

CREATE TRIGGER bidding_chosen_append_only BEFORE UPDATE OR DELETE ON bidding_chosen
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_chosen_no_truncate BEFORE TRUNCATE ON bidding_chosen
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();

-- A final offer is written once, and shown once.

CREATE TRIGGER bidding_finaloffer_append_only BEFORE UPDATE OR DELETE ON bidding_finaloffer
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_finaloffer_no_truncate BEFORE TRUNCATE ON bidding_finaloffer
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_shownoffer_append_only BEFORE UPDATE OR DELETE ON bidding_shownoffer
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_shownoffer_no_truncate BEFORE TRUNCATE ON bidding_shownoffer
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();

-- What is said beside a draw is written once.

CREATE TRIGGER bidding_drawnote_append_only BEFORE UPDATE OR DELETE ON bidding_drawnote
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_drawnote_no_truncate BEFORE TRUNCATE ON bidding_drawnote
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
CREATE TRIGGER bidding_withdrawnchoice_append_only BEFORE UPDATE OR DELETE ON bidding_withdrawnchoice
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_withdrawnchoice_no_truncate BEFORE TRUNCATE ON bidding_withdrawnchoice
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
