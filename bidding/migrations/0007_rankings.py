"""Rankings that figures alone decide; what the database refuses of them: sql/0007_rankings.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0006_out_of_reach"),
        ("trading", "0008_proposal_guard"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ranking",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="rnk", primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("result", models.BinaryField()),
                ("result_sha256", models.CharField(max_length=64)),
                ("computed_at", models.DateTimeField()),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rankings", to="trading.lot"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("lot", "number"), name="ranking_number")],
            },
        ),
        migrations.RunSQL(
            [(SQL / "0007_rankings.sql").read_text(encoding="utf-8")],
            [(SQL / "0007_rankings_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
