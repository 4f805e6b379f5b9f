"""What a bidder has filed is counted in bytes, and what counts for nothing is removed in the end; sql/0017_spent_filings.sql."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0016_objection_evidence"),
    ]

    operations = [
        migrations.AddField(
            model_name="filing",
            name="discarded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="filing",
            name="held_bytes",
            field=models.BigIntegerField(default=0),
        ),
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0017_spent_filings.sql").read_text(encoding="utf-8")],
            [(SQL / "0017_spent_filings_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
