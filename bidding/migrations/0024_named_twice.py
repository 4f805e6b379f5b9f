"""Committees with reasons, salts and second persons; readings with salts; and sql/0024_named_twice.sql."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import bidding.models.restricted
import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0023_late_refunds"),
        ("trading", "0008_proposal_guard"),
    ]

    operations = [
        migrations.AlterField(
            model_name="committee",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trading.lot"
            ),
        ),
        migrations.AddField(
            model_name="committee",
            name="reason",
            field=models.CharField(blank=True, default="", max_length=500),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="committee",
            name="proposed_by",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="committee",
            name="salt",
            field=models.BinaryField(default=bidding.models.restricted.new_salt),
        ),
        migrations.AddField(
            model_name="reading",
            name="salt",
            field=models.BinaryField(default=bidding.models.restricted.new_salt),
        ),
        migrations.CreateModel(
            name="ProposedCommittee",
            fields=[
                ("number", models.PositiveIntegerField()),
                ("certificates", models.JSONField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("salt", models.BinaryField(default=bidding.models.restricted.new_salt)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="pcm", primary_key=True, serialize=False
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trading.lot"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0024_named_twice.sql").read_text(encoding="utf-8")],
            [(SQL / "0024_named_twice_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
