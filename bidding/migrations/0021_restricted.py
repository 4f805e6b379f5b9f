"""Wrapped keys of restricted units, committees, readings; and sql/0021_restricted.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0020_resent_bytes"),
        ("trading", "0008_proposal_guard"),
    ]

    operations = [
        migrations.CreateModel(
            name="WrappedUnit",
            fields=[
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="wrapped",
                        serialize=False,
                        to="bidding.openedunit",
                    ),
                ),
                ("certificate", models.CharField(max_length=64)),
                ("message", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="rdg", primary_key=True, serialize=False
                    ),
                ),
                ("part", models.CharField(max_length=32)),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="bidding.openedunit",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Committee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("certificates", models.JSONField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="committees",
                        to="trading.lot",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("lot", "number"), name="committee_number")],
            },
        ),
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0021_restricted.sql").read_text(encoding="utf-8")],
            [(SQL / "0021_restricted_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
