"""The functions and triggers of the clock, the journal, the feeds and remembered answers: see sql/0002_*.sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


def script(name: str) -> migrations.RunSQL:
    # Never edit these files once released: a later migration replaces a function with a new file.
    return migrations.RunSQL(
        # One statement for the driver, so that the dollar-quoted bodies are not split.
        [(SQL / f"0002_{name}.sql").read_text(encoding="utf-8")],
        [(SQL / f"0002_{name}_reverse.sql").read_text(encoding="utf-8")],
    )


class Migration(migrations.Migration):
    dependencies = (("foundation", "0001_initial"),)
    operations = (script("clock"), script("journal"), script("doors"))
