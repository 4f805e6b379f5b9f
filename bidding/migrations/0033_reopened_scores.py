"""Which scores a reopening opens."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0030_evaluation"),
    ]

    operations = [
        migrations.AddField(
            model_name="reopening",
            name="scores",
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name="reopening",
            name="cause",
            field=models.CharField(
                choices=[("objective", "客观评审因素评分不一致"), ("extreme", "评分畸高、畸低")],
                max_length=12,
            ),
        ),
    ]
