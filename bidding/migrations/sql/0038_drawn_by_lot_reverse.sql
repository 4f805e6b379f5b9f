CREATE OR REPLACE FUNCTION bidding_draw_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
