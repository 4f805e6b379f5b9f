"""Openings, what came in for them and what became of every unit; objections and releases; and sql/0004_opening.sql."""

from pathlib import Path

import django.db.models.deletion
import django_fsm
from django.db import migrations, models

import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0003_sealed"),
    ]

    operations = [
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="opn", primary_key=True, serialize=False
                    ),
                ),
                ("stage", models.PositiveSmallIntegerField()),
                ("bids", models.JSONField()),
                ("status", models.CharField(default="collecting", max_length=12)),
                ("begun_at", models.DateTimeField()),
                ("posting_until", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("pending", models.JSONField(default=list)),
                ("rescue_until", models.DateTimeField(blank=True, null=True)),
                ("unreadable", models.JSONField(default=list)),
                ("recorded_at", models.DateTimeField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("content", models.BinaryField(null=True)),
                ("signature", models.BinaryField(null=True)),
                ("ref", models.CharField(max_length=64, unique=True)),
                (
                    "freeze",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="bidding.freezelist",
                    ),
                ),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name="OpenedUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit", models.CharField(max_length=32)),
                ("outcome", models.CharField(max_length=12)),
                ("cause", models.CharField(blank=True, max_length=64)),
                ("blamed", models.JSONField(default=list)),
                ("is_public", models.BooleanField()),
                ("key", models.CharField(blank=True, max_length=64)),
                ("manifest", models.BinaryField(null=True)),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened_units",
                        to="bidding.filing",
                    ),
                ),
                (
                    "opening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="bidding.opening",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CustodianPost",
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
                ("shares", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "opening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="bidding.opening",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReceiptObjection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("header", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("receipt", models.BinaryField()),
                ("receipt_signature", models.BinaryField()),
                ("receipt_token", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                ("ref", models.CharField(max_length=64, unique=True)),
                (
                    "freeze",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="bidding.freezelist",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SentKeys",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("message", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bidding.filing"
                    ),
                ),
                (
                    "opening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent_keys",
                        to="bidding.opening",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StageRelease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stage", models.PositiveSmallIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("signatures", models.JSONField()),
                ("result", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                ("ref", models.CharField(max_length=64, unique=True)),
                (
                    "freeze",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="bidding.freezelist",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="opening",
            index=models.Index(
                condition=models.Q(("status", "recorded"), _negated=True),
                fields=["begun_at"],
                name="opening_at_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(fields=("freeze", "stage"), name="opening_once"),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["collecting", "settling", "recorded"])),
                name="opening_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("status", "recorded"), _negated=True),
                        ("content__isnull", True),
                        ("recorded_at__isnull", True),
                        ("sha256", ""),
                        ("signature__isnull", True),
                    ),
                    models.Q(
                        ("content__isnull", False),
                        ("recorded_at__isnull", False),
                        ("status", "recorded"),
                        ("signature__isnull", False),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="opening_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="openedunit",
            constraint=models.UniqueConstraint(fields=("filing", "unit"), name="opened_unit_once"),
        ),
        migrations.AddConstraint(
            model_name="openedunit",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["opened", "revoked", "withdrawn"])),
                name="opened_unit_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="openedunit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_public", True), models.Q(("key", ""), ("manifest__isnull", True)), _connector="OR"
                ),
                name="opened_unit_restricted_stays_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="custodianpost",
            constraint=models.UniqueConstraint(fields=("opening", "x"), name="custodian_post_once"),
        ),
        migrations.AddConstraint(
            model_name="receiptobjection",
            constraint=models.UniqueConstraint(fields=("freeze", "number"), name="receipt_objection_number"),
        ),
        migrations.AddConstraint(
            model_name="receiptobjection",
            constraint=models.UniqueConstraint(fields=("freeze", "header"), name="receipt_objection_once"),
        ),
        migrations.AddConstraint(
            model_name="sentkeys",
            constraint=models.UniqueConstraint(fields=("opening", "filing", "sha256"), name="sent_keys_once"),
        ),
        migrations.AddConstraint(
            model_name="stagerelease",
            constraint=models.UniqueConstraint(fields=("freeze", "stage"), name="stage_release_once"),
        ),
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0004_opening.sql").read_text(encoding="utf-8")],
            [(SQL / "0004_opening_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
