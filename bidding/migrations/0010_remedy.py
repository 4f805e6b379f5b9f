"""More time for keys where the platform failed; and sql/0010_remedy.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0009_posts_again"),
    ]

    operations = [
        migrations.AddField(
            model_name="opening",
            name="fault_seen_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Remedy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("first_signature", models.BinaryField()),
                ("second_signature", models.BinaryField()),
                ("until", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                ("ref", models.CharField(max_length=64, unique=True)),
                (
                    "opening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remedies",
                        to="bidding.opening",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("opening", "number"), name="remedy_number_unique")
                ],
            },
        ),
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0010_remedy.sql").read_text(encoding="utf-8")],
            [(SQL / "0010_remedy_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
