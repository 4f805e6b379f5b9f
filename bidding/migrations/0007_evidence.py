"""What filings were accepted by, and the entries that an opening leaves out; and sql/0007_evidence.sql."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0006_attendance_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="RevocationEvidence",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name="filing",
            name="evidence",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="opening",
            name="excluded",
            field=models.JSONField(default=dict),
        ),
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0007_evidence.sql").read_text(encoding="utf-8")],
            [(SQL / "0007_evidence_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
