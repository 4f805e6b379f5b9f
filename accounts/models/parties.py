"""Organisations and natural persons that trade, and who owns whom."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.db.models.functions import Substr

from foundation.fields import IdField

# The part of a social credit code that names the unit itself (GB 32100-2015, places 9 to 17).
UNIT_CODE = Substr("code", 9, 9)


class PartyKind(models.TextChoices):
    """Legal nature of a party."""

    ORGANISATION = "organisation", "法人或其他组织"
    PERSON = "person", "自然人"


class PartyStatus(models.TextChoices):
    """How far the platform believes a party."""

    UNVERIFIED = "unverified", "未核验"
    ACTIVE = "active", "正常"
    SUSPENDED = "suspended", "暂停"


class Party(models.Model):
    """
    A subject of trading.

    `code` is believed (proved by a certificate, or published by the trading system that handed the party
    in); what somebody merely typed stands in `claimed_code`, which proves nothing and may repeat.
    An identity number is never stored: a keyed digest finds it again, its last four characters show it. Who heads an
    organisation is known by such a digest once the house has read it in the register of companies; until then there is a
    name, which many people share.
    """

    id = IdField(prefix="pty")
    kind = models.CharField("类型", max_length=12, choices=PartyKind.choices, default=PartyKind.ORGANISATION)
    name = models.CharField("名称", max_length=200)
    name_key = models.CharField("名称比对键", max_length=400, db_index=True, editable=False)
    code = models.CharField("统一社会信用代码", max_length=18, unique=True, null=True, blank=True)
    claimed_code = models.CharField("自报代码", max_length=18, blank=True, default="")
    identity_digest = models.CharField("证件号摘要", max_length=64, unique=True, null=True, blank=True)
    identity_tail = models.CharField("证件号后四位", max_length=4, blank=True, default="")
    region = models.CharField("行政区划", max_length=6, blank=True, default="")
    legal_representative = models.CharField("法定代表人", max_length=100, blank=True, default="")
    representative_digest = models.CharField("法定代表人证件号摘要", max_length=64, blank=True, default="")
    status = models.CharField(
        "状态", max_length=12, choices=PartyStatus.choices, default=PartyStatus.UNVERIFIED
    )
    source = models.CharField("来源系统", max_length=40, blank=True, default="")
    source_key = models.CharField("来源系统编号", max_length=100, blank=True, default="")
    is_demo = models.BooleanField("演示主体", default=False)
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = verbose_name_plural = "主体"
        indexes = [
            models.Index(fields=["legal_representative"], name="party_representative"),
            models.Index(
                fields=["representative_digest"], name="party_head", condition=~Q(representative_digest="")
            ),
            models.Index(UNIT_CODE, name="party_unit_code"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=PartyKind.PERSON) | Q(identity_digest__isnull=True, identity_tail=""),
                name="party_identity_number_is_a_persons",
            ),
            models.CheckConstraint(
                condition=Q(kind=PartyKind.ORGANISATION) | Q(representative_digest=""),
                name="party_head_is_an_organisations",
            ),
            models.CheckConstraint(
                condition=Q(kind=PartyKind.ORGANISATION) | Q(code__isnull=True),
                name="party_code_is_an_organisations",
            ),
            models.CheckConstraint(
                condition=~Q(status=PartyStatus.ACTIVE)
                | Q(code__isnull=False)
                | Q(identity_digest__isnull=False),
                name="party_active_is_identified",
            ),
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~Q(source_key=""), name="party_source_key_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_verified(self) -> bool:
        """Tell whether the party may act: identified and not suspended."""
        return self.status == PartyStatus.ACTIVE


class PartyContact(models.Model):
    """Personal data of a party's contact, apart so that it can be redacted."""

    id = IdField(prefix="ctc")
    party = models.OneToOneField(Party, on_delete=models.CASCADE, related_name="contact")
    name = models.CharField("联系人", max_length=100, blank=True, default="")
    telephone = models.CharField("电话", max_length=40, blank=True, default="")
    email = models.EmailField("电子邮箱", blank=True, default="")
    address = models.CharField("地址", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "联系方式"

    def __str__(self) -> str:
        return self.party_id


class Ownership(models.Model):
    """
    A share in a party, in per cent; the owner is a party or, where it is none, a name.

    What a party says of itself holds against itself alone. `confirmed` is what an administrator read in the register of
    companies: only that may keep another party from a lot, or a false word would shut a rival out, and every refusal
    would tell who is there.
    """

    id = IdField(prefix="own")
    owned = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="owners")
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="holdings", null=True, blank=True)
    owner_name = models.CharField("股东名称", max_length=200, blank=True, default="")
    share = models.DecimalField("持股比例(%)", max_digits=7, decimal_places=4)
    confirmed = models.BooleanField("已核实", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "股权"
        constraints = [
            models.CheckConstraint(
                condition=Q(share__gt=Decimal(0)) & Q(share__lte=Decimal(100)),
                name="ownership_share_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, owner_name="") | Q(owner__isnull=True) & ~Q(owner_name=""),
                name="ownership_has_one_owner",
            ),
            models.CheckConstraint(condition=~Q(owner=models.F("owned")), name="ownership_is_of_another"),
            models.UniqueConstraint(
                fields=["owned", "owner"], condition=Q(owner__isnull=False), name="ownership_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id or self.owner_name} {self.share}% {self.owned_id}"
