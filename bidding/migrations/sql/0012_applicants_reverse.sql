CREATE OR REPLACE FUNCTION bidding_evaluation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
