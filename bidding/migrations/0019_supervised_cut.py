"""How a lot goes on whose deadline's minute nobody outside saw; and sql/0019_cut.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0018_deposit_form_and_rates"),
    ]

    operations = [
        migrations.AddField(
            model_name="freezelist",
            name="cut_missed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="SupervisedCut",
            fields=[
                (
                    "freeze",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="supervised_cut",
                        serialize=False,
                        to="bidding.freezelist",
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("first_signature", models.BinaryField()),
                ("second_signature", models.BinaryField()),
                ("reason", models.CharField(max_length=1024)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                ("ref", models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0019_cut.sql").read_text(encoding="utf-8")],
            [(SQL / "0019_cut_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
