import django.db.models.deletion
from django.db import migrations, models

import foundation.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    foundation.fields.IdField(
                        editable=False, max_length=40, prefix="imp", primary_key=True, serialize=False
                    ),
                ),
                ("reader", models.CharField(max_length=40)),
                ("file", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("cursor", models.PositiveIntegerField(default=0)),
                ("created", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("begun_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at__isnull", True)),
                        fields=("reader", "digest"),
                        name="import_run_unfinished_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportFault",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("key", models.CharField(blank=True, max_length=200)),
                ("code", models.CharField(max_length=80)),
                ("message", models.TextField()),
                ("message_en", models.TextField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="faults",
                        to="archive.importrun",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["run", "row"], name="import_fault_row")],
            },
        ),
    ]
