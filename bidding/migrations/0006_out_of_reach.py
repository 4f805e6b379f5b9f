"""Of an auction in which nobody could write the last sign of life stays; a registration may claim a prior right (sql/0006_out_of_reach.sql)."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0005_qualification"),
    ]

    operations = [
        migrations.AlterField(
            model_name="pulse",
            name="name",
            field=models.CharField(max_length=40, primary_key=True, serialize=False),
        ),
        migrations.AddField(
            model_name="registration",
            name="claims",
            field=models.CharField(blank=True, default="", max_length=12),
            preserve_default=False,
        ),
        migrations.RunSQL(
            [(SQL / "0006_out_of_reach.sql").read_text(encoding="utf-8")],
            [(SQL / "0006_out_of_reach_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
