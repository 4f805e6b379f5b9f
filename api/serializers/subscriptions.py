"""Subscriptions, what was sent, and the inbox, as they are asked for and answered."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from notices.delivery.wanted import NAMES, Wanted
from notices.models import Channel, Frequency, InboxMessage, Parcel, Subscription

STATES = ("pending", "active", "paused", "stopped")
OUTCOMES = ("gathering", "waiting", "sent", "dead", "dropped")


class Wish(serializers.Serializer[Any]):
    """The filters of the search that are followed; empty ones ask for nothing."""

    text = serializers.CharField(
        max_length=60,
        default="",
        allow_blank=True,
        help_text="What must stand in the text: words parted by blanks",
    )
    family = serializers.CharField(
        max_length=40, default="", allow_blank=True, help_text="The kind of the deal"
    )
    region = serializers.CharField(
        max_length=6, default="", allow_blank=True, help_text="A place, with all places in it (GB/T 2260)"
    )
    phase = serializers.CharField(
        max_length=20, default="", allow_blank=True, help_text="The phase of the deal"
    )
    kind = serializers.CharField(max_length=60, default="", allow_blank=True, help_text="The kind of notice")
    organiser = serializers.CharField(max_length=40, default="", allow_blank=True, help_text="By the id")
    amount = serializers.CharField(
        max_length=10,
        default="",
        allow_blank=True,
        help_text="The band of the estimate, as the search has it",
    )


class NewSubscription(serializers.Serializer[Any]):
    """What is followed, and how one is told."""

    search = Wish(default=dict)
    channel = serializers.ChoiceField(choices=Channel.choices)
    frequency = serializers.ChoiceField(choices=Frequency.choices, default=Frequency.IMMEDIATELY)
    target = serializers.CharField(
        max_length=500,
        default="",
        allow_blank=True,
        help_text="Address of the webhook, or mobile number; else left out, mail goes to the address of the account",
    )
    name = serializers.CharField(max_length=100, default="", allow_blank=True)
    language = serializers.ChoiceField(choices=("zh-hans", "en"), default="zh-hans")


class SubscriptionChange(serializers.Serializer[Any]):
    """What of a subscription is changed; what is left out stays."""

    name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    frequency = serializers.ChoiceField(choices=Frequency.choices, required=False)
    status = serializers.CharField(max_length=10, required=False, help_text="`active` or `paused`")


class SubscriptionSerializer(serializers.Serializer[Subscription]):
    """What a member follows."""

    id = serializers.CharField()
    name = serializers.CharField()
    search = serializers.SerializerMethodField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    frequency = serializers.ChoiceField(choices=Frequency.choices)
    target = serializers.CharField()
    language = serializers.CharField()
    status = serializers.CharField(
        help_text="`active`, `paused`, `pending` until a number confirms, `stopped` for `stopped_for`"
    )
    stopped_for = serializers.CharField()
    created_at = serializers.DateTimeField()
    since = serializers.DateTimeField(allow_null=True, help_text="Only what was published since then is told")

    def get_search(self, row: Subscription) -> dict[str, str]:
        """The filters that are set."""
        wish = Wanted.read(row.saved.query)
        return {name: value for name in NAMES if (value := getattr(wish, name))}


class SubscriptionMadeSerializer(SubscriptionSerializer):
    """A subscription with the secret of its webhook, which is told this once."""

    secret = serializers.CharField(
        allow_null=True, help_text="`whsec_…`; empty for other ways; null when told again"
    )


class DeliverySerializer(serializers.Serializer[Parcel]):
    """What was sent at once, or is to be; its id is the `Message-ID`'s, or the `webhook-id`."""

    id = serializers.CharField()
    purpose = serializers.CharField(help_text="`notices`, `confirmation` or `test`")
    outcome = serializers.CharField(source="status", help_text=", ".join(f"`{one}`" for one in OUTCOMES))
    attempts = serializers.IntegerField()
    reason = serializers.CharField(help_text="Why it was not taken, as a code; empty where it was")
    made_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="When it is sent, or tried again")
    ended_at = serializers.DateTimeField(allow_null=True)
    notices = serializers.SerializerMethodField()

    def get_notices(self, row: Parcel) -> list[str]:
        """The numbers of its notices."""
        return sorted(delivery.notice.number for delivery in row.deliveries.all())


class UndeliveredSerializer(serializers.Serializer[Parcel]):
    """What was given up, as staff sees it: not to whom it was to go."""

    id = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices, source="subscription.channel")
    purpose = serializers.CharField(help_text="`notices`, `confirmation` or `test`")
    outcome = serializers.CharField(source="status", help_text=", ".join(f"`{one}`" for one in OUTCOMES))
    attempts = serializers.IntegerField()
    reason = serializers.CharField()
    made_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class MessageSerializer(serializers.Serializer[InboxMessage]):
    """A notice in the inbox."""

    id = serializers.CharField()
    notice = serializers.CharField(source="notice_id")
    number = serializers.CharField(source="notice.number")
    title = serializers.CharField(source="notice.title")
    title_en = serializers.CharField(source="notice.title_en")
    deal = serializers.CharField(source="notice.deal_id")
    subscription = serializers.CharField(source="subscription_id", allow_null=True)
    at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class Read(serializers.Serializer[Any]):
    """Which messages were read; all, if none are named."""

    messages = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, max_length=200
    )


class ReadSerializer(serializers.Serializer[Any]):
    """How many were not read before."""

    read = serializers.IntegerField()
