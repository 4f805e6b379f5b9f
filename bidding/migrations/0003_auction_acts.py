"""More time takes two persons; what the database refuses of auctions since: sql/0003_auctions.sql."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0002_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="auctionproposal", name="seconds", field=models.PositiveIntegerField(default=0)
        ),
        migrations.AlterField(
            model_name="auctionproposal",
            name="act",
            field=models.CharField(
                choices=[("resume", "恢复竞价"), ("withdraw", "撤出标的"), ("extend", "延长竞价")],
                max_length=10,
            ),
        ),
        migrations.RunSQL(
            [(SQL / "0003_auctions.sql").read_text(encoding="utf-8")],
            [(SQL / "0003_auctions_reverse.sql").read_text(encoding="utf-8")],
        ),
    ]
