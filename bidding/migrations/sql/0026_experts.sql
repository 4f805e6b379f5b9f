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
    IF (NEW.id, NEW.lot_id, NEW.number, NEW.groups, NEW.contributors, NEW.planned_at, NEW.planned_by)
        IS DISTINCT FROM (OLD.id, OLD.lot_id, OLD.number, OLD.groups, OLD.contributors, OLD.planned_at, OLD.planned_by)
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
