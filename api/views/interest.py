"""What goes back besides deposits: interest, and what a late refund costs; and the rates that both are counted at."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.asking import PAGED
from api.doors import Door, pages_of, parsed
from api.serializers.common import DIGITS, TextField
from api.views.bidding import held_for
from bidding import interest, refunds
from bidding.actions import rates
from bidding.models import DepositEntry, DepositRate
from foundation import clock


class DepositRateSerializer(serializers.Serializer[Any]):
    """What banks pay on deposits, or take for loans, in a region (everywhere, if empty) since a day; the later given for a day counts."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=DepositRate.Kind.choices)
    region = serializers.CharField()
    annual_percent = serializers.DecimalField(max_digits=7, decimal_places=4)
    days_in_year = serializers.IntegerField()
    since_on = serializers.DateField()
    stands_in = serializers.CharField(source="source", help_text="Where the bank says it")
    at = serializers.DateTimeField()


class Percent(serializers.DecimalField):
    """A percentage as text, to four decimals; a JSON number is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=6, decimal_places=4, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """Read digits and a point alone, as of amounts."""
        if not isinstance(data, str) or not DIGITS.fullmatch(data):
            raise serializers.ValidationError('Write the percentage as text: "0.35"')
        return super().to_internal_value(data)


class NewDepositRate(serializers.Serializer[Any]):
    """A rate as the centre gives it: a percentage as text."""

    kind = serializers.ChoiceField(
        choices=DepositRate.Kind.choices,
        default=DepositRate.Kind.DEPOSIT,
        help_text="`lending` is the benchmark by which a late refund costs",
    )
    region = serializers.RegexField(r"^([0-9]{6})?$", required=False, allow_blank=True, default="")
    annual_percent = Percent()
    days_in_year = serializers.ChoiceField(choices=rates.YEARS)
    since_on = serializers.DateField()
    stands_in = serializers.CharField(source="source", max_length=500, help_text="Where the bank says it")


class SpanSerializer(serializers.Serializer[Any]):
    """Days from `since` up to `until`, which is not counted, on which one principal lay at one rate, raised by `uplift`."""

    form = serializers.ChoiceField(choices=DepositEntry.Form.choices)
    since = serializers.DateField()
    until = serializers.DateField()
    days = serializers.IntegerField()
    principal = serializers.DecimalField(max_digits=20, decimal_places=2)
    rate = DepositRateSerializer(allow_null=True)
    uplift = serializers.DecimalField(
        max_digits=4, decimal_places=2, help_text="By how much the law raises the rate: 0.20 is a fifth"
    )


class CountedSerializer(serializers.Serializer[Any]):
    """What came up on a deposit until today."""

    title = serializers.SerializerMethodField()
    law = serializers.SerializerMethodField(
        help_text="The article that gives it back; null where none does, or not yet"
    )
    spans = SpanSerializer(many=True)
    accrued = serializers.DecimalField(max_digits=20, decimal_places=2)
    paid = serializers.DecimalField(max_digits=20, decimal_places=2)
    owed = serializers.DecimalField(max_digits=20, decimal_places=2)
    is_complete = serializers.BooleanField(help_text="Whether the centre gave a rate for every day")
    message = serializers.SerializerMethodField(help_text="What it comes to, in words")

    title_text = interest.INTEREST

    def get_law(self, found: interest.Interest) -> str | None:
        """Return the article."""
        return str(found.law) if found.law else None

    def get_title(self, found: interest.Interest) -> dict[str, str]:
        """Return what it is called."""
        return TextField().to_representation(self.title_text)

    def get_message(self, found: interest.Interest) -> dict[str, str]:
        """Return the sentence."""
        return TextField().to_representation(interest.said(found))


class LateSerializer(CountedSerializer):
    """What it costs until today that a deposit did not go back in time; not owed where its bidder is to blame for that."""

    title_text = interest.LATE


class InterestSerializer(CountedSerializer):
    """Interest on a deposit until today, and what it costs that it is late."""

    late = LateSerializer()

    def to_representation(self, found: interest.Besides) -> dict[str, Any]:
        """Return the interest, with what is owed for being late beside it."""
        return {**CountedSerializer(found.interest).data, "late": LateSerializer(found.late).data}


class DepositRates(Door):
    """The rates that banks pay on deposits."""

    asks = PAGED

    @extend_schema(operation_id="deposit_rates_list", responses=pages_of(DepositRateSerializer))
    def get(self, request: Request) -> Response:
        """List the rates that interest on deposits is counted at, newest first."""
        return self.page(request, DepositRate.objects.all(), DepositRateSerializer)

    @extend_schema(
        operation_id="deposit_rates_give", request=NewDepositRate, responses={201: DepositRateSerializer}
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Give the rate that holds since a day; for the same day again, it corrects the one before."""
        values = parsed(NewDepositRate, request)

        def effect() -> Response:
            made = rates.give(by=self.actor, **values)
            return Response(DepositRateSerializer(made).data, status=201)

        return self.act(request, effect)


class RegistrationInterest(Door):
    """The interest on one deposit."""

    @extend_schema(operation_id="deposits_interest", responses=InterestSerializer)
    def get(self, request: Request, registration_id: str) -> Response:
        """Count it from the ledger until today, with the article and each rate that it is counted at."""
        found = refunds.of_one(held_for(self, registration_id))
        (counted,) = interest.of([found], clock.local_date(clock.now()))
        return Response(InterestSerializer(counted).data)
