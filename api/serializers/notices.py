"""Shapes of notices, their versions, and drafts of them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from trading.law.notice_revisions import Act, Ground

STATUSES = ("published", "superseded")
GROUNDS = tuple(one.value for one in Ground)
ACTS = tuple(one.value for one in Act)
DRAFT_STATUSES = ("awaiting", "embargoed", "returned", *STATUSES, "hidden")


class NoticeSerializer(serializers.Serializer[Any]):
    """A notice in a list."""

    id = serializers.CharField()
    number = serializers.CharField()
    deal = serializers.CharField(source="deal_id")
    lot = serializers.CharField(source="lot_id", allow_null=True)
    kind = serializers.CharField()
    version = serializers.IntegerField()
    first = serializers.CharField(
        source="first_id", allow_null=True, help_text="The first version, null in the first one itself"
    )
    status = serializers.ChoiceField(
        choices=STATUSES, help_text="Whether this version stands, or a later one stands before it"
    )
    act = serializers.ChoiceField(
        choices=["", *ACTS], help_text="What a person did: empty where a step wrote it, or another system"
    )
    ground = serializers.ChoiceField(choices=["", *GROUNDS])
    reason = serializers.CharField()
    law = serializers.CharField(help_text="The article of the ground")
    title = serializers.CharField()
    title_en = serializers.CharField()
    published_at = serializers.DateTimeField()
    digest = serializers.CharField(help_text="SHA-256 of the content's canonical JSON")
    source_url = serializers.CharField()


class NoticeDetailSerializer(NoticeSerializer):
    """A notice with its content: sections of paragraphs, labelled rows and tables in both languages."""

    content = serializers.DictField()


class DraftSerializer(NoticeSerializer):
    """What a person wrote into a notice, and what became of it."""

    status = serializers.ChoiceField(choices=DRAFT_STATUSES)
    published_at = serializers.DateTimeField(allow_null=True)
    drafted_at = serializers.DateTimeField()
    drafted_by = serializers.CharField(help_text="The member who drafted it")
    review_law = serializers.CharField(
        help_text="The article that wants a second person; empty where none does"
    )
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(help_text="The member who approved it or sent it back")
    appears_at = serializers.DateTimeField(
        allow_null=True, help_text="Before this instant it is in nothing public"
    )
    returned_for = serializers.CharField(help_text="Why it was sent back")
    content = serializers.DictField()


class CorrectableSerializer(serializers.Serializer[Any]):
    """A field that may be corrected, under its code."""

    code = serializers.CharField()
    where = serializers.SerializerMethodField()
    zh = serializers.CharField()
    en = serializers.CharField()

    def get_where(self, row: Any) -> str:
        """Return where it stands."""
        return str(row.where)


class SaidSerializer(serializers.Serializer[Any]):
    """New words in both languages; without `en` they are the same in both."""

    code = serializers.CharField(max_length=40)
    zh = serializers.CharField(max_length=4_000)
    en = serializers.CharField(max_length=4_000, required=False, default="", allow_blank=True)


class NewWithdrawal(serializers.Serializer[Any]):
    """Why a notice is withdrawn; `seen` is the digest of the version that was read."""

    ground = serializers.ChoiceField(choices=GROUNDS)
    reason = serializers.CharField(max_length=2_000)
    seen = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)
    appears_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class NewCorrection(NewWithdrawal):
    """What is said anew, and why."""

    said = serializers.ListField(child=SaidSerializer(), max_length=200)
