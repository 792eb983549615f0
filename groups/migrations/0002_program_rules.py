"""The thresholds of the programme as its slides of June 2014 give them, and the settings chosen beside them."""

import datetime

from django.db import migrations


def add_rules(apps, schema_editor):
    apps.get_model("groups", "ProgramRule").objects.create(
        effective_from=datetime.date(2000, 1, 1),
        source="Langkah pendampingan KSM, Juni 2014; kelonggaran dan batas lain: keputusan produk",
    )


def remove_rules(apps, schema_editor):
    apps.get_model("groups", "ProgramRule").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial")]

    operations = [migrations.RunPython(add_rules, remove_rules)]
