"""Exits and ends of groups from before there was a register of papers."""

from django.db import migrations

from groups.migrations._old_papers import KSM, number_old


def undone(undoing):
    return {"withdrawn_on": undoing.date, "withdrawn_reason": undoing.reason} if undoing else {}


def old_papers(apps, schema_editor):
    using = schema_editor.connection.alias
    exits = apps.get_model("savings", "MemberExit").objects.using(using)
    endings = apps.get_model("savings", "Dissolution").objects.using(using)
    acts = [
        (
            KSM,
            "KELUAR",
            one.ksm_id,
            one.date,
            one.member_id,
            f"Penyelesaian anggota {one.member.number}",
            undone(one.undoing),
        )
        for one in exits.order_by("pk").select_related("member", "undoing")
    ]
    acts += [
        (KSM, "BA-BUBAR", one.ksm_id, one.date, one.pk, "Berita acara pembubaran", undone(one.undoing))
        for one in endings.order_by("pk").select_related("undoing")
    ]
    number_old(apps, schema_editor, acts)


class Migration(migrations.Migration):

    dependencies = [
        ("groups", "0019_old_papers"),
        ("ledger", "0021_old_papers"),
        ("savings", "0006_without_group_endings"),
    ]

    operations = [migrations.RunPython(old_papers, migrations.RunPython.noop, elidable=False)]
