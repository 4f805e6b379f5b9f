DROP TRIGGER trading_proposal_no_truncate ON trading_proposal;
DROP TRIGGER trading_proposal_no_delete ON trading_proposal;
DROP TRIGGER trading_proposal_guard ON trading_proposal;
DROP FUNCTION trading_guard_proposal();
DROP FUNCTION trading_acts_for_the_deal(varchar, varchar, varchar);
