"""The transparency log: its tables, and what sql/0004_transparency.sql adds to them."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0003_batches"),
    ]

    operations = [
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
                ("ref", models.CharField(max_length=64, null=True, unique=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LogCosignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField()),
                ("witness", models.CharField(max_length=200)),
                ("seconds", models.BigIntegerField()),
                ("raw", models.BinaryField()),
                ("log_raw", models.BinaryField()),
            ],
            options={
                "indexes": [models.Index(fields=["seconds"], name="foundation_cosignature_when")],
                "constraints": [
                    models.UniqueConstraint(fields=("size", "witness"), name="foundation_cosignature_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LogPending",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="waiting",
                        serialize=False,
                        to="foundation.logentry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LogHead",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=300)),
                ("dummy_key", models.BinaryField()),
                ("size", models.BigIntegerField(default=0)),
                ("root", models.BinaryField()),
                ("batches", models.BigIntegerField(default=0)),
                ("exponent", models.PositiveSmallIntegerField(default=0)),
                ("position", models.BigIntegerField(default=0)),
                ("refusal", models.TextField(default="")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="foundation_loghead_only_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="LogLeaf",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
                ("entry", models.BigIntegerField(null=True, unique=True)),
                ("event", models.BigIntegerField(null=True, unique=True)),
                ("salt", models.BinaryField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("entry__isnull", False), ("event__isnull", True), ("salt__isnull", True)
                            ),
                            models.Q(
                                ("entry__isnull", True), ("event__isnull", False), ("salt__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="foundation_leaf_is_one_thing",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0004_transparency.sql").read_text(encoding="utf-8")],
            [(SQL / "0004_transparency_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
