-- What was proposed stays as it was proposed; it is decided once, and only members of the deal's side propose and decide, each
-- under the user that the membership is of. That the second is another person is a constraint of the table.

CREATE FUNCTION trading_acts_for_the_deal(deal varchar, member varchar, person varchar) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (
        SELECT FROM accounts_member m JOIN trading_deal d ON d.id = deal
        WHERE m.id = member AND m.user_id = person AND m.status = 'active' AND m.party_id IN (d.organiser_id, d.agency_id))
$$;

CREATE FUNCTION trading_guard_proposal() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    member varchar := NEW.proposed_by;
    person varchar := NEW.proposed_by_user;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.status <> 'open' OR NEW.status NOT IN ('approved', 'declined')
            OR (NEW.id, NEW.deal_id, NEW.act, NEW.arguments, NEW.proposed_at, NEW.proposed_by, NEW.proposed_by_user)
                IS DISTINCT FROM (OLD.id, OLD.deal_id, OLD.act, OLD.arguments, OLD.proposed_at, OLD.proposed_by, OLD.proposed_by_user)
        THEN
            RAISE EXCEPTION 'a proposal is not altered' USING ERRCODE = 'YG002';
        END IF;
        member := NEW.decided_by;
        person := NEW.decided_by_user;
    ELSIF NEW.status <> 'open' THEN
        RAISE EXCEPTION 'a proposal begins open' USING ERRCODE = 'YG002';
    END IF;
    IF NOT trading_acts_for_the_deal(NEW.deal_id, member, person) THEN
        RAISE EXCEPTION 'proposal_by_a_member: neither proposed nor decided by anybody else' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER trading_proposal_guard BEFORE INSERT OR UPDATE ON trading_proposal
    FOR EACH ROW EXECUTE FUNCTION trading_guard_proposal();
CREATE TRIGGER trading_proposal_no_delete BEFORE DELETE ON trading_proposal
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER trading_proposal_no_truncate BEFORE TRUNCATE ON trading_proposal
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
