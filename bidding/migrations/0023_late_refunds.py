"""What a deposit costs that goes back too late, and the rate that it is counted at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0022_unseen"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="depositentry", name="deposit_sign"),
        migrations.AlterField(
            model_name="depositentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("paid", "缴纳"),
                    ("refunded", "退还"),
                    ("interest", "利息退还"),
                    ("forfeited", "不予退还"),
                    ("converted", "转为价款"),
                    ("late", "超期资金占用费"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="depositentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "paid"), ("amount__gt", 0)),
                    models.Q(("kind__in", ["refunded", "forfeited", "converted"]), ("amount__lt", 0)),
                    models.Q(("kind__in", ["interest", "late"]), ("amount__gt", 0)),
                    _connector="OR",
                ),
                name="deposit_sign",
            ),
        ),
        migrations.AddField(
            model_name="depositrate",
            name="kind",
            field=models.CharField(
                choices=[("deposit", "银行存款利率"), ("lending", "贷款基准利率")],
                default="deposit",
                max_length=8,
            ),
        ),
    ]
