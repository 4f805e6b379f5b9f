-- Who came to an opening came.

CREATE TRIGGER bidding_attendance_append_only BEFORE UPDATE OR DELETE ON bidding_attendance
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_attendance_no_truncate BEFORE TRUNCATE ON bidding_attendance
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
