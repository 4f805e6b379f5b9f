-- Beside the platform's own sign stands, of each auction that is out of reach, a copy of the last while it was not: it stays as it is,
-- until the auction is within reach again and the copy goes.
CREATE OR REPLACE FUNCTION bidding_pulse_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.name <> 'auctioneer' THEN
        IF TG_OP = 'UPDATE' OR NOT EXISTS (
            SELECT FROM bidding_pulse p WHERE p.name = 'auctioneer' AND p.since = NEW.since AND p.at = NEW.at
        ) THEN
            RAISE EXCEPTION 'bidding_pulse: an auction has no sign but the last of the platform' USING ERRCODE = 'YG023';
        END IF;
        RETURN NEW;
    END IF;
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

-- Whoever takes part does so under the number of its own registration to that lot: a number is nobody else's.
CREATE FUNCTION bidding_participant_is_registered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM bidding_registration r JOIN bidding_auction a ON a.id = NEW.auction_id AND a.lot_id = r.lot_id
        WHERE r.id = NEW.registration_id AND r.alias = NEW.number
    ) THEN
        RAISE EXCEPTION 'bidding_participant: % is not the number of its registration', NEW.number USING ERRCODE = 'YG020';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_participant_guard BEFORE INSERT ON bidding_participant
    FOR EACH ROW EXECUTE FUNCTION bidding_participant_is_registered();
