"""Who came to an opening is not altered: sql/0006_attendance.sql."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0005_attendance"),
        ("foundation", "0004_transparency"),
    ]

    operations = [
        migrations.RunSQL(
            [(SQL / "0006_attendance.sql").read_text(encoding="utf-8")],
            [(SQL / "0006_attendance_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
