"""The journal and the feeds many rows at a time: see sql/0003_batches.sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = (("foundation", "0002_functions"),)
    operations = (
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0003_batches.sql").read_text(encoding="utf-8")],
            [(SQL / "0003_batches_reverse.sql").read_text(encoding="utf-8")],
        ),
    )
