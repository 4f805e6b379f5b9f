-- What a filing was accepted by, and which entries of a list do not hold, never changes afterwards.

CREATE TRIGGER bidding_filing_evidence_stays BEFORE UPDATE ON bidding_filing
    FOR EACH ROW WHEN (OLD.status <> 'reserved' AND NEW.evidence IS DISTINCT FROM OLD.evidence)
    EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_opening_excluded_stays BEFORE UPDATE ON bidding_opening
    FOR EACH ROW WHEN (NEW.excluded IS DISTINCT FROM OLD.excluded)
    EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_revocationevidence_append_only BEFORE UPDATE OR DELETE ON bidding_revocationevidence
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
CREATE TRIGGER bidding_revocationevidence_no_truncate BEFORE TRUNCATE ON bidding_revocationevidence
    FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_truncate();
