"""Letters to bidders as they were sent; what the database refuses of them: sql/0010_letters.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_party_head"),
        ("bidding", "0009_moves_in_the_log"),
        ("trading", "0008_proposal_guard"),
    ]

    operations = [
        migrations.CreateModel(
            name="SentLetter",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="let", primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=120, unique=True, verbose_name="编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("awarded", "中标（成交）通知书"),
                            ("not_awarded", "中标（成交）结果通知书"),
                            ("admitted", "入围通知书"),
                            ("not_admitted", "入围结果通知书"),
                            ("prequalified", "资格预审结果通知书（通过）"),
                            ("not_prequalified", "资格预审结果通知书（未通过）"),
                        ],
                        max_length=16,
                    ),
                ),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("at", models.DateTimeField()),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="bidding.registration",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="trading.lot"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.party"
                    ),
                ),
                (
                    "taken",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trading.steptaken"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("taken", "registration"), name="letter_once")
                ],
            },
        ),
        migrations.RunSQL(
            [(SQL / "0010_letters.sql").read_text(encoding="utf-8")],
            [(SQL / "0010_letters_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
