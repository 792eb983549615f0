"""Acts on loans, BLM and surplus from before there was a register of papers."""

from django.db import migrations

from groups.migrations._old_papers import BKM, KSM, number_old

EVENTS = {
    "EARLY_SETTLED": "pelunasan dipercepat",
    "RESCHEDULED": "penjadwalan ulang",
    "JASA_WAIVED": "pembebasan jasa",
    "WRITTEN_OFF": "penghapusbukuan",
    "RECOVERED": "penerimaan pinjaman yang dihapusbukukan",
    "SET_OFF": "pelunasan dari tabungan",
    "FROM_SURPLUS": "tunggakan dipotong dari SHU",
    "DEATH": "peminjam meninggal dunia",
    "CANCELLED": "pembatalan perjanjian",
}


def undone(undoing):
    return {"withdrawn_on": undoing.date, "withdrawn_reason": undoing.reason} if undoing else {}


def of_loans(rows):
    for loan in rows("Loan").filter(borrower="MEMBER", is_opening=False):
        asked = loan.applied_on or loan.decided_on or loan.disbursed_on
        if asked:
            yield KSM, "PP", loan.ksm_id, asked, loan.pk, f"Permohonan pinjaman {loan.number}", {}
        if loan.disbursed_on:
            yield KSM, "SPP", loan.ksm_id, loan.disbursed_on, loan.pk, f"Perjanjian pinjaman {loan.number}", {}
    events = rows("LoanEvent").filter(state__in=["DONE", "UNDONE"]).select_related("loan", "undoing")
    for event in events:
        title = f"Berita acara {EVENTS[event.kind]} {event.loan.number}"
        yield KSM, "BA-PINJ", event.ksm_id, event.date, event.pk, title, undone(event.undoing)
    for case in rows("TanggungRentengCase").select_related("loan", "undoing"):
        title = f"Berita acara tanggung renteng {case.loan.number}"
        yield KSM, "BA-TR", case.ksm_id, case.date, case.pk, title, undone(case.undoing)


def of_books(rows):
    reasons = {}
    for undoing in rows("Undoing"):
        reasons[undoing.entry_id] = undoing.reason
        title = f"Berita acara pembatalan: {undoing.subject}"
        yield KSM, "BA-BATAL", undoing.ksm_id, undoing.date, undoing.pk, title, {}
    for sharing in rows("SurplusSharing").select_related("undone_by"):
        more = {}
        if sharing.undone_by:
            reason = reasons.get(sharing.undone_by_id, "Dibatalkan")
            more = {"withdrawn_on": sharing.undone_by.date, "withdrawn_reason": reason}
        title = f"Pembagian SHU {sharing.year}"
        yield KSM, "SHU", sharing.ksm_id, sharing.decided_on, sharing.pk, title, more


def of_grants(rows):
    for grant in rows("BlmGrant").exclude(state="DRAFT"):
        title = f"Usulan BLM Sosial {grant.number}"
        yield KSM, "USUL-BLM", grant.ksm_id, grant.proposed_on, grant.pk, title, {}
        if grant.visited_on:
            yield BKM, "VERIF-BLM", grant.ksm_id, grant.visited_on, grant.pk, f"Verifikasi {grant.number}", {}
        if grant.agreed_on:
            title = f"Perjanjian BLM Sosial {grant.number}"
            yield BKM, "SP-BLM", grant.ksm_id, grant.agreed_on, grant.pk, title, {}
    moved = rows("GrantMovement").select_related("grant", "tranche", "entry")
    reversals = {one.reverses_id: one for one in rows("JournalEntry").filter(reverses__isnull=False)}
    for movement in moved:
        kind, title = "KW-KEMBALI", f"Kuitansi pengembalian {movement.grant.number}"
        if movement.tranche:
            kind = "BA-CAIR"
            title = f"Berita acara pencairan {movement.grant.number} tahap {movement.tranche.sequence}"
        reversal = reversals.get(movement.entry_id)
        more = {"withdrawn_on": reversal.date, "withdrawn_reason": "Dibatalkan"} if reversal else {}
        subject = f"{movement.grant_id}/{movement.pk}"
        yield BKM, kind, movement.ksm_id, movement.entry.date, subject, title, more
    for report in rows("AccountabilityReport").select_related("tranche__grant"):
        grant, more = report.tranche.grant, {}
        if report.state == "RETURNED":
            more = {"withdrawn_on": report.answered_on, "withdrawn_reason": "Dikembalikan untuk diperbaiki"}
        title = f"LPJ {grant.number} tahap {report.tranche.sequence}"
        yield KSM, "LPJ-BLM", grant.ksm_id, report.submitted_on, f"{grant.pk}/{report.pk}", title, more


def old_papers(apps, schema_editor):
    using = schema_editor.connection.alias

    def rows(name):
        return apps.get_model("ledger", name).objects.using(using).order_by("pk")

    number_old(apps, schema_editor, [*of_loans(rows), *of_books(rows), *of_grants(rows)])


class Migration(migrations.Migration):

    dependencies = [("groups", "0019_old_papers"), ("ledger", "0020_arrears_from_surplus")]

    operations = [migrations.RunPython(old_papers, migrations.RunPython.noop, elidable=False)]
