"""Many events at a time, each of its own actor: see sql/0006_actors.sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = (("foundation", "0005_disposable"),)
    operations = (
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0006_actors.sql").read_text(encoding="utf-8")],
            [(SQL / "0006_actors_reverse.sql").read_text(encoding="utf-8")],
        ),
    )
