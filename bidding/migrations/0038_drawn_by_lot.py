"""Coefficients and the order of equal bids are drawn by lot as experts are, and recorded by hand no more; and sql/0038_drawn_by_lot.sql."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0037_silence"),
    ]

    operations = [
        migrations.AddField(
            model_name="draw",
            name="purpose",
            field=models.CharField(
                choices=[("experts", "评审专家"), ("coefficient", "评标基准价系数"), ("tie", "并列次序")],
                default="experts",
                max_length=11,
            ),
        ),
        migrations.RemoveConstraint(model_name="draw", name="draw_number"),
        migrations.RemoveConstraint(model_name="draw", name="draw_one_goes_on"),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "dropped"), _negated=True),
                fields=("lot", "purpose", "number"),
                name="draw_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["planned", "fixed", "calling"])),
                fields=("lot", "purpose"),
                name="draw_one_goes_on",
            ),
        ),
        migrations.RunSQL(
            [(SQL / "0038_drawn_by_lot.sql").read_text(encoding="utf-8")],
            [(SQL / "0038_drawn_by_lot_reverse.sql").read_text(encoding="utf-8")],
        ),
        migrations.DeleteModel(name="Given"),
    ]
