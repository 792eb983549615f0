"""Decisions from before there was a register of papers: they keep their numbers to the letter."""

from zoneinfo import ZoneInfo

from django.db import migrations

from groups.migrations._old_papers import BKM, number_line, number_old

LULUS, LAYAK = "BA-LULUS", "BA-LAYAK"
TITLES = {
    "PASSED": "kelulusan: lulus",
    "EXTENDED": "kelulusan: perpanjangan",
    "REVOKED": "kelulusan: pembatalan",
    "ELIGIBLE": "kelayakan: layak",
    "NOT_ELIGIBLE": "kelayakan: belum layak",
    "SUSPENDED": "kelayakan: ditangguhkan",
}


def words(day):
    return f"{day:%d-%m-%Y}"


def withdrawals(decisions, days):
    """Which decisions were taken back by a later one: a lulus revoked, a layak decided anew."""
    found, layak = {}, {}
    for one in decisions:
        if one.revokes_id:
            reason = f"Dibatalkan dengan keputusan {words(days[one.pk])}"
            found[one.revokes_id] = {"withdrawn_on": days[one.pk], "withdrawn_reason": reason}
        if one.kind == "GRADUATION":
            layak.pop(one.ksm_id, None)
            continue
        before = layak.get(one.ksm_id)
        if before and before.outcome == "ELIGIBLE":
            reason = f"Digantikan keputusan {words(days[one.pk])}"
            found[before.pk] = {"withdrawn_on": days[one.pk], "withdrawn_reason": reason}
        layak[one.ksm_id] = one
    return found


def old_papers(apps, schema_editor):
    Assessment = apps.get_model("assessment", "Assessment")
    decisions = list(
        Assessment.objects.using(schema_editor.connection.alias)
        .select_related("ksm")
        .defer("facts", "findings", "thresholds")
        .order_by("ksm", "number")
    )
    days = {
        one.pk: (
            one.decided_at.astimezone(ZoneInfo(one.ksm.timezone)).date() if one.kind == "GRADUATION" else one.as_of
        )
        for one in decisions
    }
    taken_back = withdrawals(decisions, days)
    acts = []
    for one in decisions:
        kind, day = (LULUS if one.kind == "GRADUATION" else LAYAK), days[one.pk]
        more = {"serial": one.number, "number": number_line(one.number, kind, one.ksm_code, day)}
        title = f"Berita acara {TITLES[one.outcome]}"
        acts.append((BKM, kind, one.ksm_id, day, one.number, title, more | taken_back.get(one.pk, {})))
    number_old(apps, schema_editor, acts)


class Migration(migrations.Migration):

    dependencies = [("groups", "0019_old_papers"), ("assessment", "0007_withdrawn_more")]

    operations = [migrations.RunPython(old_papers, migrations.RunPython.noop, elidable=False)]
