"""A custodian may send again what was spoilt on its way; what comes late is kept as late."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0008_policy_evidence"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="custodianpost",
            name="custodian_post_once",
        ),
        migrations.AddField(
            model_name="custodianpost",
            name="number",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="custodianpost",
            name="is_late",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="custodianpost",
            constraint=models.UniqueConstraint(
                fields=("opening", "x", "number"), name="custodian_post_number"
            ),
        ),
    ]
