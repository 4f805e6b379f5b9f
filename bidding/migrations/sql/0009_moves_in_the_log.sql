-- What was logged of an auction stays, and nothing is put in before it.
CREATE FUNCTION bidding_auctionhead_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM bidding_auctionhead h WHERE h.auction_id = NEW.auction_id AND h.number >= NEW.number) THEN
        RAISE EXCEPTION 'bidding_auctionhead: the log of % goes on', NEW.auction_id USING ERRCODE = 'YG020';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bidding_auctionhead_guard BEFORE INSERT ON bidding_auctionhead
    FOR EACH ROW EXECUTE FUNCTION bidding_auctionhead_follows();
CREATE TRIGGER bidding_auctionhead_append_only BEFORE UPDATE OR DELETE ON bidding_auctionhead
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_auctionhead_no_truncate BEFORE TRUNCATE ON bidding_auctionhead
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
