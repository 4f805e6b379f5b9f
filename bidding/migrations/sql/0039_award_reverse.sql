DROP TRIGGER bidding_award_no_delete ON bidding_award;
DROP TRIGGER bidding_award_guard ON bidding_award;
DROP FUNCTION bidding_award_stays();
DROP TRIGGER bidding_ballot_no_truncate ON bidding_ballot;
DROP TRIGGER bidding_ballot_append_only ON bidding_ballot;
DROP TRIGGER bidding_elector_no_truncate ON bidding_elector;
DROP TRIGGER bidding_elector_append_only ON bidding_elector;
