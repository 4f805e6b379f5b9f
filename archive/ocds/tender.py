"""The section `tender` of a release."""

from __future__ import annotations

from archive.ocds.known import Known, Paper, Span
from archive.ocds.parties import Directory
from archive.ocds.values import Json, amount, instant, some
from foundation import codes

_OF_AWARDS = frozenset({"awardNotice", "contractNotice", "completionCertificate"})


def tender(known: Known, parties: Directory) -> Json:
    """Return what is tendered and how, and once bids are open, by whom it is bid for."""
    terms = known.terms
    bidders = [one for bid in known.bids for one in bid.bidders]
    # In an auction only numbers bid: a list of the one who won would be taken for all of them.
    are_named = bool(known.bids) and all(bid.bidders for bid in known.bids)
    return some(
        id=terms.deal,
        title=terms.title,
        status=known.status,
        procuringEntity=parties.reference(terms.agency or terms.organiser),
        procurementMethod=terms.law.method.value,
        procurementMethodDetails=terms.method_title,
        mainProcurementCategory=terms.category,
        value=amount(terms.value, terms.currency),
        minValue=amount(terms.least, terms.currency),
        submissionMethod=["electronicSubmission"] if terms.is_electronic else None,
        submissionTerms=_terms(known),
        tenderPeriod=_period(known.bidding),
        hasEnquiries=True if known.answered else None,  # of others nobody may know
        enquiries=[_enquiry(known, number) for number in range(len(known.answered))],
        bidOpening=some(date=instant(known.opened_at)) if known.opened_at else None,
        techniques=_techniques(known),
        numberOfTenderers=len(parties.references(bidders)) if are_named else known.count,
        tenderers=parties.references(bidders) if are_named else None,
        lots=[_lot(known)],
        items=items(known),
        documents=[_document(known, one) for one in known.papers],
        amendments=[_amendment(one) for one in known.papers if one.reason and one.type not in _OF_AWARDS],
        milestones=[
            some(id=one.code, title=one.title, dueDate=instant(one.due_at), relatedLots=[known.lot])
            for one in known.milestones
        ],
    )


def items(known: Known) -> list[Json]:
    """
    Return what the lot is about, as one item. Its class is one of the platforms' own data standard, which is no scheme of the codelist:
    none of that knows land or rights.
    """
    code = known.terms.classification
    named = codes.CLASSES.get(code)
    classification = some(id=code, description=named.zh if named else "")
    return [
        some(
            id=str(known.number), description=known.title, classification=classification, relatedLot=known.lot
        )
    ]


def _lot(known: Known) -> Json:
    value = amount(known.terms.value, known.terms.currency)
    return some(id=known.lot, title=known.title, status=known.status, value=value)


def _period(span: Span | None) -> Json | None:
    return some(startDate=instant(span.starts_at), endDate=instant(span.ends_at)) if span else None


def _terms(known: Known) -> Json | None:
    if not known.terms.is_electronic:
        return None
    return some(electronicSubmissionPolicy="required", advancedElectronicSignatureRequired=True)


def _techniques(known: Known) -> Json | None:
    is_framework, url = known.terms.law.frameworks, known.terms.auction_url
    return some(
        hasFrameworkAgreement=True if is_framework else None,
        hasElectronicAuction=True if url else None,
        electronicAuction=some(url=url),
    )


def _enquiry(known: Known, number: int) -> Json:
    one = known.answered[number]
    return some(
        id=one.id,
        date=instant(one.asked_at),
        description=one.text,
        answer=one.answer,
        dateAnswered=instant(one.answered_at),
        relatedLot=known.lot,
    )


def _amendment(one: Paper) -> Json:
    """Return a correction or a withdrawal of a notice; the notice itself stands among the documents."""
    return some(id=one.id, date=instant(one.published_at), rationale=one.reason, description=one.title)


def _document(known: Known, one: Paper) -> Json:
    return some(
        id=one.id,
        documentType=one.type,
        title=one.title,
        description=one.sha256 and f"SHA-256 {one.sha256}",
        url=one.url,
        datePublished=instant(one.published_at),
        format=one.format,
        language="zh",
        relatedLots=[known.lot],
    )
