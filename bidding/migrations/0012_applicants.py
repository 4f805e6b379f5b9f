"""Committees examine applicants too: an evaluation says whether it is a prequalification, and a sheet may be of an application."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0011_fewer_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="evaluation",
            name="is_prequalification",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="sheet",
            name="registration",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bidding.registration",
            ),
        ),
        migrations.AlterField(
            model_name="sheet",
            name="filing",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bidding.filing"
            ),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.UniqueConstraint(
                fields=("seat", "registration"), name="sheet_of_application_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("filing__isnull", False), ("registration__isnull", True)),
                    models.Q(("filing__isnull", True), ("part", "review"), ("registration__isnull", False)),
                    _connector="OR",
                ),
                name="sheet_is_of_one",
            ),
        ),
        migrations.RunSQL(
            [(SQL / "0012_applicants.sql").read_text(encoding="utf-8")],
            [(SQL / "0012_applicants_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
