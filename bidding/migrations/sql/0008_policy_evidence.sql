-- What is known of a policy's certificates is written once, when it comes in force.

CREATE OR REPLACE FUNCTION bidding_guard_policy() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.in_force_from IS NOT NULL
        OR to_jsonb(NEW) - 'in_force_from' - 'evidence' IS DISTINCT FROM to_jsonb(OLD) - 'in_force_from' - 'evidence'
    THEN
        RAISE EXCEPTION 'a policy of custody is not altered' USING ERRCODE = 'YG002';
    END IF;
    RETURN NEW;
END
$$;
