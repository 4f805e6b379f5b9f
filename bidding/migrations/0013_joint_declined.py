from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bidding", "0012_rehearsal")]

    operations = [
        migrations.AddField(
            model_name="jointmember",
            name="declined_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="jointmember",
            name="declined_by",
            field=models.CharField(blank=True, max_length=40, default=""),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="jointmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed_at__isnull", True), ("declined_at__isnull", True), _connector="OR"
                ),
                name="joint_member_one_answer",
            ),
        ),
    ]
