-- A price is signed where the rules ask for it, or there is none.
CREATE OR REPLACE FUNCTION bidding_move_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    room record;
    last record;
BEGIN
    SELECT status, is_up, signing INTO room FROM bidding_auction WHERE id = NEW.auction_id FOR NO KEY UPDATE;
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
    IF room.signing <> 'none' AND NEW.kind IN ('raise', 'claim', 'offer', 'quote', 'take')
        AND (NEW.statement IS NULL OR NEW.signature IS NULL) THEN
        RAISE EXCEPTION 'bidding_move: prices of % are signed', NEW.auction_id USING ERRCODE = 'YG024';
    END IF;
    RETURN NEW;
END $$;
