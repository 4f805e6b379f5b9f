"""Whom the organiser chose without a draw, as its own act; why an evaluation was set aside, for the journal; and sql/0041_chosen.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import bidding.models.restricted
import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_party_head"),
        ("bidding", "0040_blind"),
        ("trading", "0008_proposal_guard"),
    ]

    operations = [
        migrations.RemoveField(model_name="evaluation", name="chosen_for"),
        migrations.AddField(
            model_name="evaluation",
            name="salt",
            field=models.BinaryField(default=bidding.models.restricted.new_salt),
        ),
        migrations.CreateModel(
            name="Chosen",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="chs", primary_key=True, serialize=False
                    ),
                ),
                ("words", models.CharField(max_length=2000)),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "draw",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chosen",
                        to="bidding.draw",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="chosen", to="trading.lot"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.RunSQL(
            [(SQL / "0041_chosen.sql").read_text(encoding="utf-8")],
            [(SQL / "0041_chosen_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
