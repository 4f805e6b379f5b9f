"""The public record as files: bytes, the lines of its manifest, and its heads (sql/0004_record.sql)."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("archive", "0003_award")]

    operations = [
        migrations.CreateModel(
            name="PublicBytes",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("media_type", models.CharField(max_length=100)),
                ("content", models.BinaryField(null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RecordHead",
            fields=[
                ("lines", models.BigIntegerField(primary_key=True, serialize=False)),
                ("note", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="RecordSegment",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("previous", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="PublicWithdrawal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("path", models.CharField(max_length=300)),
                (
                    "digests",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), size=None
                    ),
                ),
                ("article", models.CharField(max_length=500)),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                ("is_signed", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("id"),
                        condition=models.Q(("is_signed", False)),
                        name="public_withdrawal_waiting",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(null=True, unique=True)),
                ("path", models.CharField(max_length=300)),
                ("edition", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "withdraws",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), blank=True, default=list, size=None
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        db_column="digest",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="archive.publicbytes",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("id"),
                        condition=models.Q(("number__isnull", True)),
                        name="public_file_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("path", "edition"), name="public_file_edition_unique")
                ],
            },
        ),
        migrations.RunSQL(
            [(SQL / "0004_record.sql").read_text(encoding="utf-8")],
            [(SQL / "0004_record_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
