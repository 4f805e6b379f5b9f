"""Rehearsals of openings, apart from everything that is real; and sql/0012_rehearsal.sql."""

from pathlib import Path

import django.db.models.deletion
import django_fsm
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0011_joint_members"),
        ("trading", "0008_proposal_guard"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rehearsal",
            fields=[
                ("id", models.CharField(editable=False, max_length=48, primary_key=True, serialize=False)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("evidence", models.JSONField()),
                ("header", models.CharField(max_length=64)),
                ("files", models.JSONField()),
                ("bid_evidence", models.JSONField()),
                ("salt", models.BinaryField()),
                ("holders", models.JSONField()),
                ("n", models.PositiveSmallIntegerField()),
                ("deadline_ms", models.BigIntegerField()),
                ("filed_at", models.DateTimeField()),
                ("filed_by", models.CharField(max_length=40)),
                ("ref", models.CharField(max_length=64, unique=True)),
                ("filing_ref", models.CharField(max_length=64, unique=True)),
                ("freeze_ref", models.CharField(max_length=64, unique=True)),
                ("record_ref", models.CharField(max_length=64, unique=True)),
                ("status", models.CharField(default="filed", max_length=12)),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
                ("freeze_content", models.BinaryField(null=True)),
                ("freeze_signature", models.BinaryField(null=True)),
                ("posting_until", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("record_content", models.BinaryField(null=True)),
                ("record_signature", models.BinaryField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=12)),
                ("cause", models.CharField(blank=True, max_length=64)),
                ("blamed", models.JSONField(default=list)),
                ("unreadable", models.JSONField(default=list)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rehearsals",
                        to="trading.lot",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["filed", "frozen"])),
                        fields=["filed_at"],
                        name="rehearsal_at_work",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["filed", "frozen", "recorded", "failed"])),
                        name="rehearsal_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("id__startswith", "rehearsal-")), name="rehearsal_is_no_lot"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("status__in", ["filed", "frozen"])),
                            models.Q(("ended_at__isnull", False), ("status__in", ["recorded", "failed"])),
                            _connector="OR",
                        ),
                        name="rehearsal_ended_says_when",
                    ),
                ],
            },
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name="RehearsalPost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("x", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("shares", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "rehearsal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="bidding.rehearsal",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("rehearsal", "x", "number"), name="rehearsal_post_number")
                ],
            },
        ),
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0012_rehearsal.sql").read_text(encoding="utf-8")],
            [(SQL / "0012_rehearsal_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
