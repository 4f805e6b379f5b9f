"""What nobody outside saw in time counts for nothing, and what it replaced stands again; and sql/0022_unseen.sql."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0021_restricted"),
    ]

    operations = [
        migrations.AddField(
            model_name="receiptobjection",
            name="head",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.RemoveConstraint(model_name="filing", name="filing_ended_says_when"),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("end_ref__isnull", False), ("ended_at__isnull", False), ("status", "ended")
                )
                | models.Q(("ended_at__isnull", True), ("status", "accepted"))
                | models.Q(
                    ("end_ref__isnull", True),
                    ("ended_at__isnull", True),
                    ("status__in", ["reserved", "refused"]),
                ),
                name="filing_ended_says_when",
            ),
        ),
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0022_unseen.sql").read_text(encoding="utf-8")],
            [(SQL / "0022_unseen_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
