"""Only a demonstration's database may be emptied, whatever it is called: see sql/0005_disposable.sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = (("foundation", "0004_transparency"),)
    operations = (
        migrations.RunSQL(
            # Never edit these files once released: a later migration replaces a function with a new file.
            [(SQL / "0005_disposable.sql").read_text(encoding="utf-8")],
            [(SQL / "0005_disposable_reverse.sql").read_text(encoding="utf-8")],
        ),
    )
