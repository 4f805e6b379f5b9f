"""The decision among candidates without rank: who votes, and each ballot; and sql/0039_award.sql."""

from pathlib import Path

import django.db.models.deletion
import django_fsm
from django.db import migrations, models

import bidding.models.restricted
import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_party_head"),
        ("bidding", "0038_drawn_by_lot"),
        ("trading", "0008_proposal_guard"),
    ]

    operations = [
        migrations.CreateModel(
            name="Award",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="awd", primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("way", models.CharField(max_length=5)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("begun_at", models.DateTimeField()),
                ("begun_by", models.CharField(max_length=40)),
                ("status", models.CharField(default="open", max_length=8)),
                ("candidate", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("result", models.BinaryField(null=True)),
                ("result_sha256", models.CharField(blank=True, max_length=64)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="bidding.evaluation",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="awards", to="trading.lot"
                    ),
                ),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Elector",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="electors",
                        to="bidding.award",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="blt", primary_key=True, serialize=False
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bidding.filing"
                    ),
                ),
                (
                    "elector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballots",
                        to="bidding.elector",
                    ),
                ),
            ],
            options={
                "ordering": ["elector", "round"],
            },
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.UniqueConstraint(fields=("lot", "number"), name="award_number"),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "open")), fields=("lot",), name="award_one_is_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("candidate__isnull", True), ("decided_at__isnull", True), ("status", "open")),
                    models.Q(
                        ("candidate__isnull", False), ("decided_at__isnull", False), ("status", "decided")
                    ),
                    _connector="OR",
                ),
                name="award_decided_says_for_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="elector",
            constraint=models.UniqueConstraint(fields=("award", "number"), name="elector_number"),
        ),
        migrations.AddConstraint(
            model_name="elector",
            constraint=models.UniqueConstraint(fields=("award", "member"), name="elector_once"),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.UniqueConstraint(fields=("elector", "round"), name="ballot_once"),
        ),
        migrations.RunSQL(
            [(SQL / "0039_award.sql").read_text(encoding="utf-8")],
            [(SQL / "0039_award_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
