"""Changes of an approved RAB from before they had a berita acara."""

from django.db import migrations

from groups.migrations._old_papers import BKM, number_old


def number_changes(apps, schema_editor):
    using = schema_editor.connection.alias
    rows = apps.get_model("ledger", "BudgetChange").objects.using(using).filter(state="DONE")
    if not apps.get_model("groups", "Paper").objects.using(using).filter(kind="BA-RAB").exists():
        number_old(apps, schema_editor, [act_of(row) for row in rows.select_related("grant").order_by("pk")])


def act_of(change):
    grant = change.grant
    title = f"Berita acara perubahan RAB {grant.number}"
    return BKM, "BA-RAB", grant.ksm_id, change.answered_on, f"{grant.pk}/{change.pk}", title, {}


class Migration(migrations.Migration):

    dependencies = [("groups", "0026_report_days_of_blm"), ("ledger", "0026_assets_called_aset")]

    operations = [migrations.RunPython(number_changes, migrations.RunPython.noop, elidable=False)]
