"""Bids under seal: policies of custody, uploads, filings, receipts, freeze lists, and sql/0003_sealed.sql."""

from pathlib import Path

import django.db.models.deletion
import django_fsm
from django.db import migrations, models

import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("bidding", "0002_ledger"),
        ("foundation", "0004_transparency"),
        ("trading", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CustodyPolicy",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="cpo", primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("deadline_ms", models.BigIntegerField()),
                ("published_at", models.DateTimeField()),
                ("published_by", models.CharField(max_length=40)),
                ("in_force_from", models.DateTimeField(blank=True, null=True)),
                ("ref", models.CharField(max_length=64, unique=True)),
                (
                    "deal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="custody_policies",
                        to="trading.deal",
                    ),
                ),
                ("lots", models.ManyToManyField(related_name="custody_policies", to="trading.lot")),
            ],
        ),
        migrations.CreateModel(
            name="CustodyAcceptance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("x", models.PositiveSmallIntegerField()),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("at", models.DateTimeField()),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acceptances",
                        to="bidding.custodypolicy",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Filing",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="fil", primary_key=True, serialize=False
                    ),
                ),
                ("header", models.CharField(max_length=64)),
                ("core", models.CharField(max_length=64)),
                ("bid", models.CharField(max_length=32)),
                ("seq", models.PositiveIntegerField()),
                ("signer", models.CharField(max_length=64)),
                ("header_bytes", models.BinaryField()),
                ("core_bytes", models.BinaryField()),
                ("signature_bytes", models.BinaryField()),
                ("files", models.JSONField()),
                ("received_at", models.DateTimeField()),
                ("filed_by", models.CharField(max_length=40)),
                ("salt", models.BinaryField()),
                ("ref", models.CharField(max_length=64, unique=True)),
                ("status", models.CharField(default="reserved", max_length=12)),
                ("reasons", models.JSONField(default=list)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("held_for", models.CharField(blank=True, max_length=40)),
                ("awaits_receipt", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_bytes", models.BinaryField(null=True)),
                ("end_signature", models.BinaryField(null=True)),
                ("end_ref", models.CharField(max_length=64, null=True, unique=True)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="filings", to="trading.lot"
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bidding.custodypolicy",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="bidding.registration",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bidding.filing",
                    ),
                ),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name="FreezeList",
            fields=[
                (
                    "lot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="freeze_list",
                        serialize=False,
                        to="trading.lot",
                    ),
                ),
                ("change_number", models.PositiveIntegerField()),
                ("deadline_ms", models.BigIntegerField()),
                ("closed_at", models.DateTimeField()),
                ("stamped_head", models.TextField(blank=True)),
                ("cut_token", models.BinaryField(null=True)),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("content", models.BinaryField(null=True)),
                ("signature", models.BinaryField(null=True)),
                ("ref", models.CharField(max_length=64, unique=True)),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bidding.custodypolicy",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PolicyChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("content", models.BinaryField()),
                ("first_signature", models.BinaryField()),
                ("second_signature", models.BinaryField()),
                ("deadline_ms", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                ("ref", models.CharField(max_length=64, unique=True)),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="bidding.custodypolicy",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "about",
                    models.CharField(choices=[("filing", "递交"), ("withdrawal", "撤回")], max_length=12),
                ),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("token", models.BinaryField()),
                ("issued_at", models.DateTimeField()),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="bidding.filing",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="upl", primary_key=True, serialize=False
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("offset", models.BigIntegerField(default=0)),
                ("is_complete", models.BooleanField(default=False)),
                ("is_filed", models.BooleanField(default=False)),
                ("touched_at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.party"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="custodypolicy",
            constraint=models.UniqueConstraint(
                fields=("deal", "version"), name="custody_policy_version_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="custodyacceptance",
            constraint=models.UniqueConstraint(fields=("policy", "x"), name="custody_acceptance_once"),
        ),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(
                condition=models.Q(("status", "reserved")), fields=["received_at"], name="filing_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(
                condition=models.Q(("awaits_receipt", True)),
                fields=["settled_at"],
                name="filing_awaits_receipt",
            ),
        ),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(fields=["bid"], name="filing_bid"),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(fields=("lot", "header"), name="filing_header_unique"),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "accepted")), fields=("registration",), name="filing_one_live"
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "reserved")),
                fields=("registration",),
                name="filing_one_reserved",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["reserved", "accepted", "refused", "ended"])),
                name="filing_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_ref__isnull", False), ("ended_at__isnull", False), ("status", "ended")),
                    models.Q(
                        models.Q(("status", "ended"), _negated=True),
                        ("end_ref__isnull", True),
                        ("ended_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="filing_ended_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="freezelist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("content__isnull", True),
                        ("issued_at__isnull", True),
                        ("sha256", ""),
                        ("signature__isnull", True),
                    ),
                    models.Q(
                        ("content__isnull", False),
                        ("issued_at__isnull", False),
                        ("signature__isnull", False),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="freeze_list_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="policychange",
            constraint=models.UniqueConstraint(
                fields=("policy", "number"), name="policy_change_number_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(fields=("filing", "about"), name="receipt_once"),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("is_filed", False)), fields=["touched_at"], name="upload_abandoned"
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.UniqueConstraint(fields=("party", "sha256"), name="upload_party_unique"),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("offset__gte", 0), ("offset__lte", models.F("size"))),
                name="upload_offset_within",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_filed", False), ("is_complete", True), _connector="OR"),
                name="upload_filed_is_complete",
            ),
        ),
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0003_sealed.sql").read_text(encoding="utf-8")],
            [(SQL / "0003_sealed_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
