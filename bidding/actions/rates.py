"""The rates that banks pay on deposits and take for loans, as the centre gives them: data, each with its source and its day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from accounts.actor import Actor
from accounts.roles import Role
from bidding.models import DepositRate
from foundation import clock, journal
from foundation.codes import check_region
from foundation.errors import Forbidden, Invalid
from foundation.text import Text
from foundation.transactions import action

YEARS = (360, 365, 366)
"""In how many days banks count a year."""
_BOUND, _FINEST = Decimal(100), Decimal("0.0001")


@action
def give(
    *, region: str, annual_percent: Decimal, days_in_year: int, since_on: date, source: str, by: Actor,
    kind: str = DepositRate.Kind.DEPOSIT,
) -> DepositRate:  # fmt: skip
    """
    Give the rate that holds in a region since a day; for the same day again, it corrects what was given before.

    `kind` says whether banks pay it on deposits, or it is the benchmark for loans, by which a late refund costs.

    :raises Forbidden: unless the actor works for a centre that covers all of the region.
    :raises Invalid: for a region, a rate or a year that is none, or no source.
    """
    if by.role is not Role.CENTRE or not by.covers(region=region, sector=""):
        words = Text(
            "只有管辖该地区全部交易的交易中心可以公布存款利率",
            "Only a centre that is there for all deals of the region gives the rate",
        )
        raise Forbidden("role_not_allowed", words)
    if kind not in DepositRate.Kind.values:
        raise _invalid("unknown_kind", "kind", Text("没有这种利率", "There is no such kind of rate"))
    if region:
        check_region(region)
    is_number = annual_percent.is_finite() and 0 <= annual_percent < _BOUND
    if not is_number or annual_percent != annual_percent.quantize(_FINEST):
        words = Text(
            "年利率应为0至100之间、至多四位小数的百分数",
            "A yearly rate is a percentage below 100 with at most four decimals",
        )
        raise _invalid("rate_malformed", "annual_percent", words)
    if days_in_year not in YEARS:
        words = Text("一年按360、365或366天计", "A year is counted in 360, 365 or 366 days")
        raise _invalid("year_malformed", "days_in_year", words)
    if not source.strip():
        raise _invalid("source_missing", "source", Text("须注明利率出处", "Say where the rate stands"))
    at = clock.now()
    rate = DepositRate(
        kind=kind, region=region, annual_percent=annual_percent, days_in_year=days_in_year, since_on=since_on, source=source, at=at,
        by=by.label,
    )  # fmt: skip
    rate.save(force_insert=True)
    journal.append(
        "bidding.deposit_rate.given", subject=rate.id, actor=by.label, at=at,
        data={"kind": kind, "region": region, "annual_percent": f"{annual_percent:.4f}", "days_in_year": days_in_year,
              "since_on": since_on, "digest": rate.digest},
    )  # fmt: skip
    return rate


def _invalid(code: str, field: str, words: Text) -> Invalid:
    return Invalid(code, words, fields={field: [words]})
