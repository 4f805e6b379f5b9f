"""An objection is one for each receipt and head that it rests on, not for each filing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bidding", "0024_named_twice"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="receiptobjection", name="receipt_objection_once"),
        migrations.AddField(
            model_name="receiptobjection",
            name="papers",
            # Those that are there stay as they are: each is the only one of its filing.
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="receiptobjection",
            constraint=models.UniqueConstraint(
                fields=("freeze", "header", "papers"), name="receipt_objection_once"
            ),
        ),
    ]
