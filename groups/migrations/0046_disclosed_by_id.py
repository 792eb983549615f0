"""Looks at whole NIK named members by number, which changes: they are named by id."""

from django.db import migrations, models

PIECE = 500


def _numbers_then(past, now, moment):
    """Who had which number at a moment, by the history; of rows without one, who has it now."""
    held = {}
    for pk, number, at, kind in past:
        if at <= moment:
            held.pop(pk, None)
            held |= {} if kind == "-" else {pk: number}
    begun = {pk for pk, *_ in past}
    held |= {pk: number for pk, number in now if pk not in begun}
    return {number: pk for pk, number in held.items()}


def _told_anew(apps, told):
    looks = apps.get_model("groups", "NikDisclosure").objects
    for ksm in looks.order_by("ksm").values_list("ksm", flat=True).distinct():
        told_here = told(ksm)
        changed = []
        for look in looks.filter(ksm=ksm):
            look.members = told_here(look)
            changed.append(look)
        looks.bulk_update(changed, ["members"], batch_size=PIECE)


def by_id(apps, schema_editor):
    members, history = (apps.get_model("groups", name).objects for name in ("Member", "HistoricalMember"))

    def of_group(ksm):
        columns = ("id", "number", "history_date", "history_type")
        past = list(history.filter(ksm=ksm).order_by("history_date", "history_id").values_list(*columns))
        now = list(members.filter(ksm=ksm).values_list("pk", "number"))
        latest = {number: pk for pk, number in now}

        def ids(look):
            then = _numbers_then(past, now, look.at)
            # A number that nobody is known for stays, as text.
            found = [then.get(number, latest.get(number, str(number))) for number in look.members]
            return sorted(found, key=lambda one: (isinstance(one, str), one))

        return ids

    _told_anew(apps, of_group)


def by_number(apps, schema_editor):
    members, history = (apps.get_model("groups", name).objects for name in ("Member", "HistoricalMember"))

    def of_group(ksm):
        numbers = dict(history.filter(ksm=ksm).order_by("history_id").values_list("id", "number"))
        numbers |= dict(members.filter(ksm=ksm).values_list("pk", "number"))
        return lambda look: sorted(int(numbers.get(one, one)) for one in look.members)

    _told_anew(apps, of_group)


class Migration(migrations.Migration):
    dependencies = [("groups", "0045_foreign_decisions")]

    operations = [
        migrations.AlterField("nikdisclosure", "members", models.JSONField(verbose_name="anggota")),
        migrations.RunPython(by_id, by_number),
    ]
