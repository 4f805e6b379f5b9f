DROP TRIGGER bidding_chosen_no_truncate ON bidding_chosen;
DROP TRIGGER bidding_chosen_append_only ON bidding_chosen;
