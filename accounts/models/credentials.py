"""What proves who somebody is: certificates of parties, and tokens of programs."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models.members import Member
from accounts.models.parties import Party
from foundation.fields import IdField


class Purpose(models.TextChoices):
    """What a certificate is for; each has its own key usage in `accounts.ca.PROFILES`."""

    SIGNING = "signing", "签名"
    CUSTODY = "custody", "开标密钥保管"
    SEAL = "seal", "电子印章"
    RECEIPT = "receipt", "回执签名"
    TIMESTAMP = "timestamp", "时间戳"
    OCSP = "ocsp", "证书状态应答"


class Certificate(models.Model):
    """An X.509 certificate bound to a party, and to one of its members where it names a person."""

    id = IdField(prefix="crt")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="certificates")
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="certificates", null=True, blank=True
    )
    purpose = models.CharField("用途", max_length=12, choices=Purpose.choices, default=Purpose.SIGNING)
    serial = models.CharField("序列号(十六进制)", max_length=40)
    issuer = models.CharField("签发者", max_length=500)
    subject = models.CharField("持有者", max_length=500)
    not_before = models.DateTimeField("生效时间")
    not_after = models.DateTimeField("失效时间")
    pem = models.TextField("证书")
    fingerprint = models.CharField("指纹(SHA-256)", max_length=64, unique=True)
    is_local = models.BooleanField("本地签发", default=False)
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)
    reason = models.CharField("吊销原因", max_length=40, blank=True, default="")
    created_at = models.DateTimeField("绑定时间")

    class Meta:
        verbose_name = verbose_name_plural = "数字证书"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "serial"], name="certificate_serial_once"),
            models.CheckConstraint(
                condition=Q(not_after__gt=F("not_before")), name="certificate_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.id


class CertificateAuthority(models.Model):
    """A key of the local authority (never on a production instance), encrypted at rest."""

    level = models.CharField(
        "层级", max_length=8, primary_key=True, choices=[("root", "根"), ("issuing", "签发")]
    )
    pem = models.TextField("证书")
    key = models.TextField("私钥(PKCS#8, 加密)")
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = verbose_name_plural = "本地认证机构"

    def __str__(self) -> str:
        return self.level


class ApiToken(models.Model):
    """A program's key to act as one member: `yg_<id>_<secret>`, of which only a digest is kept."""

    id = IdField(prefix="tok")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField("名称", max_length=100)
    digest = models.CharField("密钥摘要(SHA-256)", max_length=64)
    is_demo = models.BooleanField("演示令牌", default=False)
    created_at = models.DateTimeField("创建时间")
    expires_at = models.DateTimeField("有效期至")
    last_used_on = models.DateField("最近使用日", null=True, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"

    def __str__(self) -> str:
        return self.id
