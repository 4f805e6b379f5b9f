"""The releases of the open feed, and what those of each process come to (sql/0002_releases.sql)."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0001_initial"),
        ("trading", "0008_proposal_guard"),
    ]

    operations = [
        migrations.CreateModel(
            name="Process",
            fields=[
                ("ocid", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(unique=True)),
                ("releases", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("body", models.TextField()),
                (
                    "lot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="process", to="trading.lot"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("sequence", models.BigIntegerField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("tags", models.JSONField()),
                ("body", models.TextField()),
                (
                    "process",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made",
                        to="archive.process",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["at", "sequence"], name="release_at")],
                "constraints": [
                    models.UniqueConstraint(fields=("process", "number"), name="release_number_unique")
                ],
            },
        ),
        migrations.RunSQL(
            [(SQL / "0002_releases.sql").read_text(encoding="utf-8")],
            [(SQL / "0002_releases_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
