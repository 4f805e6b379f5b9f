"""Who was chosen without having registered has a letter too."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0013_pictures"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sentletter",
            name="registration",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="bidding.registration",
            ),
        ),
        migrations.AddConstraint(
            model_name="sentletter",
            constraint=models.UniqueConstraint(fields=("taken", "party"), name="letter_to_a_party_once"),
        ),
    ]
