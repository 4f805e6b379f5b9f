"""What a member says itself counts in place of the silence that was recorded of it; the committee stands behind what it asks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0036_set_aside_draw"),
    ]

    operations = [
        migrations.AlterField(
            model_name="motion",
            name="kind",
            field=models.CharField(
                choices=[
                    ("chair", "推选组长"),
                    ("low_price", "低价说明成立"),
                    ("adjustment", "商务偏差折算"),
                    ("claim", "不认定政策优惠"),
                    ("go_on", "有效投标不足但具有竞争性，继续评审"),
                    ("reject_all", "否决所有投标"),
                    ("extreme", "认定评分畸高畸低"),
                    ("asked", "认定询标事由和数据成立"),
                ],
                max_length=12,
            ),
        ),
        migrations.RemoveConstraint(model_name="signed", name="signed_once"),
        migrations.AddConstraint(
            model_name="signed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stand", "silent"), _negated=True),
                fields=("seat", "act", "stage", "round"),
                name="signed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="signed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stand", "silent")), fields=("seat", "round"), name="signed_silent_once"
            ),
        ),
    ]
