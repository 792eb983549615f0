"""Groups are marked whose standing may be out of date; at first all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0048_export_places")]

    operations = [
        migrations.AddField(
            "ksm", "standing_outdated", models.BooleanField(default=True, editable=False)
        ),
        migrations.AddIndex("ksm", models.Index(fields=["name", "id"], name="ksm_name")),
        migrations.AddIndex(
            "ksm",
            models.Index(
                fields=["id"], name="ksm_standing_outdated", condition=models.Q(standing_outdated=True)
            ),
        ),
    ]
