-- What is extended by two persons stays as it was asked for, like the rest of a proposal.
CREATE OR REPLACE FUNCTION bidding_auctionproposal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'open'
        OR (NEW.id, NEW.auction_id, NEW.act, NEW.reason, NEW.seconds, NEW.proposed_at, NEW.proposed_by, NEW.proposed_by_user)
        IS DISTINCT FROM (OLD.id, OLD.auction_id, OLD.act, OLD.reason, OLD.seconds, OLD.proposed_at, OLD.proposed_by, OLD.proposed_by_user) THEN
        RAISE EXCEPTION 'bidding_auctionproposal: what was proposed and decided stands';
    END IF;
    RETURN NEW;
END $$;

-- An auction of which nothing decides yet may be given up after its end.
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
            ('paused', 'open'), ('paused', 'ended'), ('paused', 'withdrawn'),
            ('ended', 'settled'), ('ended', 'withdrawn')) THEN
        RAISE EXCEPTION 'bidding_auction: % does not become %', OLD.status, NEW.status;
    END IF;
    RETURN NEW;
END $$;

-- A sign of life goes on or begins anew: nobody says afterwards that the platform lived, nor ahead that it will.
CREATE FUNCTION bidding_pulse_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.at > foundation_now() + interval '1 second' THEN
        RAISE EXCEPTION 'bidding_pulse: nobody knows yet that the platform will live' USING ERRCODE = 'YG023';
    END IF;
    IF NEW.since <> NEW.at AND (TG_OP = 'INSERT' OR NEW.since <> OLD.since OR NEW.at < OLD.at) THEN
        RAISE EXCEPTION 'bidding_pulse: a stretch goes on, or begins with its sign' USING ERRCODE = 'YG023';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.since <> NEW.at AND NEW.at > OLD.at + interval '3 seconds'
        AND EXISTS (SELECT FROM foundation_instance WHERE mode = 'production') THEN
        RAISE EXCEPTION 'bidding_pulse: after so long a break a new stretch begins' USING ERRCODE = 'YG023';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_pulse_guard BEFORE INSERT OR UPDATE ON bidding_pulse
    FOR EACH ROW EXECUTE FUNCTION bidding_pulse_goes_on();
