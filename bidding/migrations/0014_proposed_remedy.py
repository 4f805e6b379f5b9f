import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bidding", "0013_joint_declined")]

    operations = [
        migrations.CreateModel(
            name="ProposedRemedy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("until", models.DateTimeField()),
                ("reason", models.CharField(max_length=1024)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=40)),
                (
                    "opening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposed_remedies",
                        to="bidding.opening",
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
    ]
