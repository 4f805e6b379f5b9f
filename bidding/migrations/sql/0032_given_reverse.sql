DROP TRIGGER bidding_given_no_truncate ON bidding_given;
DROP TRIGGER bidding_given_append_only ON bidding_given;
