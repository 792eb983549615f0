"""Rules that were signed before there was a register of papers."""

from django.db import migrations

from groups.migrations._old_papers import KSM, number_old


def agreements(apps, schema_editor):
    GroupRule = apps.get_model("groups", "GroupRule")
    signed = GroupRule.objects.using(schema_editor.connection.alias).filter(signed=True, agreed_on__isnull=False)
    days = set(signed.order_by().values_list("ksm_id", "agreed_on"))
    number_old(
        apps,
        schema_editor,
        [(KSM, "KB", ksm_id, day, day.isoformat(), "Kesepakatan bersama", {}) for ksm_id, day in days],
    )


class Migration(migrations.Migration):

    dependencies = [("groups", "0018_papers")]

    operations = [migrations.RunPython(agreements, migrations.RunPython.noop, elidable=False)]
