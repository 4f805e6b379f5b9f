DROP TRIGGER bidding_auctionkey_no_truncate ON bidding_auctionkey;
DROP TRIGGER bidding_auctionkey_no_delete ON bidding_auctionkey;
DROP TRIGGER bidding_auctionkey_guard ON bidding_auctionkey;
DROP FUNCTION bidding_auctionkey_stays();

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

CREATE OR REPLACE FUNCTION bidding_move_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    room record;
    last record;
BEGIN
    SELECT status, is_up INTO room FROM bidding_auction WHERE id = NEW.auction_id FOR NO KEY UPDATE;
    SELECT number, at_ms, stood, ended INTO last FROM bidding_move
        WHERE auction_id = NEW.auction_id ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1 THEN
        RAISE EXCEPTION 'bidding_move: the next move of % is %', NEW.auction_id, coalesce(last.number, 0) + 1
            USING ERRCODE = 'YG020';
    END IF;
    IF NEW.at_ms < last.at_ms THEN
        RAISE EXCEPTION 'bidding_move: the last move of % is later', NEW.auction_id USING ERRCODE = 'YG020';
    END IF;
    IF room.status IN ('settled', 'withdrawn') THEN
        RAISE EXCEPTION 'bidding_move: % is over', NEW.auction_id USING ERRCODE = 'YG021';
    END IF;
    IF last.ended AND NEW.code = '' AND NEW.kind NOT IN ('beat', 'reveal', 'secret', 'score') THEN
        RAISE EXCEPTION 'bidding_move: % has ended', NEW.auction_id USING ERRCODE = 'YG021';
    END IF;
    IF last.ended AND NOT NEW.ended THEN
        RAISE EXCEPTION 'bidding_move: the end of % is not taken back', NEW.auction_id USING ERRCODE = 'YG021';
    END IF;
    IF NEW.kind = 'raise' AND NEW.code = '' THEN
        IF NEW.price IS NULL OR NEW.stood IS DISTINCT FROM NEW.price
            OR (room.is_up AND NEW.price <= last.stood) OR (NOT room.is_up AND NEW.price >= last.stood) THEN
            RAISE EXCEPTION 'bidding_move: a raise is better than what stands' USING ERRCODE = 'YG022';
        END IF;
    ELSIF NEW.stood IS DISTINCT FROM last.stood THEN
        RAISE EXCEPTION 'bidding_move: only a raise changes the price' USING ERRCODE = 'YG022';
    END IF;
    RETURN NEW;
END $$;
