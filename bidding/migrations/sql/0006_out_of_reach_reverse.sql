DROP TRIGGER bidding_participant_guard ON bidding_participant;
DROP FUNCTION bidding_participant_is_registered();
DELETE FROM bidding_pulse WHERE name <> 'auctioneer';
CREATE OR REPLACE FUNCTION bidding_pulse_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
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
