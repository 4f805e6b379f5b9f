"""Who heads an organisation, by a digest of the identity number: names are shared by many."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = (("accounts", "0003_ownership_confirmed"),)
    operations = (
        migrations.AddField(
            model_name="party",
            name="representative_digest",
            field=models.CharField(
                blank=True, default="", max_length=64, verbose_name="法定代表人证件号摘要"
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                fields=["representative_digest"], name="party_head", condition=~Q(representative_digest="")
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=Q(kind="organisation") | Q(representative_digest=""),
                name="party_head_is_an_organisations",
            ),
        ),
    )
