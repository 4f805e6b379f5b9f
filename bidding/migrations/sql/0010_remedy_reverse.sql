DROP TRIGGER bidding_remedy_no_truncate ON bidding_remedy;
DROP TRIGGER bidding_remedy_append_only ON bidding_remedy;
