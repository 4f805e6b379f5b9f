"""What was drawn for the ranking of a lot; and sql/0032_given.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import bidding.models.restricted
import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0026_experts"),
        ("trading", "0008_proposal_guard"),
    ]

    operations = [
        migrations.CreateModel(
            name="Given",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="gvn", primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("discount", "下浮系数"),
                            ("ceiling_share", "最高限价权重系数"),
                            ("tie", "并列抽取"),
                        ],
                        max_length=14,
                    ),
                ),
                ("values", models.JSONField()),
                ("words", models.CharField(max_length=2000)),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="given", to="trading.lot"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ["discount", "ceiling_share"])),
                        fields=("lot", "kind"),
                        name="given_coefficient_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            [(SQL / "0032_given.sql").read_text(encoding="utf-8")],
            [(SQL / "0032_given_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
