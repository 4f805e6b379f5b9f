"""By what a deposit was paid, and what banks pay on it; sql/0018_deposit_rate.sql."""

from pathlib import Path

from django.db import migrations, models

import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0017_spent_filings"),
    ]

    operations = [
        migrations.AddField(
            model_name="depositentry",
            name="form",
            field=models.CharField(
                choices=[
                    ("transfer", "转账"),
                    ("cheque", "支票"),
                    ("draft", "汇票"),
                    ("note", "本票"),
                    ("guarantee", "保函"),
                    ("cash", "现金"),
                ],
                default="transfer",
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="DepositRate",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="rat", primary_key=True, serialize=False
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=6)),
                ("annual_percent", models.DecimalField(decimal_places=4, max_digits=7)),
                ("days_in_year", models.PositiveSmallIntegerField()),
                ("since_on", models.DateField()),
                ("source", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("annual_percent__gte", 0),
                            ("annual_percent__lt", 100),
                            ("days_in_year__in", (360, 365, 366)),
                        ),
                        name="deposit_rate_plausible",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            [(SQL / "0018_deposit_rate.sql").read_text(encoding="utf-8")],
            [(SQL / "0018_deposit_rate_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
