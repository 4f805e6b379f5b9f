DROP TRIGGER bidding_pulse_guard ON bidding_pulse;
DROP FUNCTION bidding_pulse_goes_on();
CREATE OR REPLACE FUNCTION bidding_auction_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.lot_id, NEW.form, NEW.rules_sha256, NEW.is_up, NEW.is_signed, NEW.starts_at, NEW.scheduled_at,
            NEW.scheduled_by)
        IS DISTINCT FROM (OLD.id, OLD.lot_id, OLD.form, OLD.rules_sha256, OLD.is_up, OLD.is_signed, OLD.starts_at,
            OLD.scheduled_at, OLD.scheduled_by)
        OR NEW.rules IS DISTINCT FROM OLD.rules THEN
        RAISE EXCEPTION 'bidding_auction: the rules of an auction stay';
    END IF;
    IF NEW.number < OLD.number OR NEW.shown < OLD.shown OR (OLD.ended_ms > 0 AND NEW.ended_ms <> OLD.ended_ms)
        OR NOT (NEW.bidders @> OLD.bidders)
        OR (OLD.sha256 <> '' AND (NEW.sha256, NEW.settled_at) IS DISTINCT FROM (OLD.sha256, OLD.settled_at)) THEN
        RAISE EXCEPTION 'bidding_auction: an auction goes on';
    END IF;
    IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
            ('scheduled', 'open'), ('scheduled', 'paused'), ('scheduled', 'ended'), ('scheduled', 'withdrawn'),
            ('open', 'paused'), ('open', 'ended'), ('open', 'withdrawn'),
            ('paused', 'open'), ('paused', 'ended'), ('paused', 'withdrawn'), ('ended', 'settled')) THEN
        RAISE EXCEPTION 'bidding_auction: % does not become %', OLD.status, NEW.status;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION bidding_auctionproposal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'open'
        OR (NEW.id, NEW.auction_id, NEW.act, NEW.reason, NEW.proposed_at, NEW.proposed_by, NEW.proposed_by_user)
        IS DISTINCT FROM (OLD.id, OLD.auction_id, OLD.act, OLD.reason, OLD.proposed_at, OLD.proposed_by, OLD.proposed_by_user) THEN
        RAISE EXCEPTION 'bidding_auctionproposal: what was proposed and decided stands';
    END IF;
    RETURN NEW;
END $$;
