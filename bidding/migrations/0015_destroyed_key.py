"""Opening keys that are no more; and sql/0015_destroyed_key.sql."""

from pathlib import Path

from django.db import migrations, models

import foundation.fields

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0014_proposed_remedy"),
    ]

    operations = [
        migrations.CreateModel(
            name="DestroyedKey",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="odk", primary_key=True, serialize=False
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("certificate", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                ("ref", models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0015_destroyed_key.sql").read_text(encoding="utf-8")],
            [(SQL / "0015_destroyed_key_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
