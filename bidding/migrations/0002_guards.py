"""What the database itself refuses: sql/0002_*.sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


def guards(topic: str) -> migrations.RunSQL:
    """Return the guards of a topic. Never edit these files once released: a later migration replaces a function with a new file."""
    return migrations.RunSQL(
        [(SQL / f"0002_{topic}.sql").read_text(encoding="utf-8")],
        [(SQL / f"0002_{topic}_reverse.sql").read_text(encoding="utf-8")],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0001_initial"),
        ("foundation", "0004_transparency"),
    ]

    operations = [guards("sealed"), guards("opening"), guards("evaluation"), guards("auctions")]
