"""What users of neighbouring systems reported about papers: the wrong day, the wrong officer (R02, R11)."""

import datetime
import io
from unittest import mock

import pypdf

from groups.members.offices import elect_officer
from tests.support import blm
from tests.support.eligible import sign_rules
from tests.support.factories import START, make_members, make_officer
from tests.support.sheets import close, make_sheet

WEEK = datetime.timedelta(weeks=1)
DAWN = datetime.datetime(2025, 6, 30, 23, 30, tzinfo=datetime.UTC)  # 1 July, 06.30 WIB


def paper(response) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages)


def test_the_report_of_a_decision_at_dawn_bears_the_day_of_that_morning(mawar, as_user, sari):
    make_members(mawar, 5)
    sign_rules(mawar)
    for week in range(4):
        day = START + week * WEEK
        close(mawar, make_sheet(mawar, day), sari, today=day)
    client = as_user(sari)
    with mock.patch("django.utils.timezone.now", return_value=DAWN):
        client.post(f"/ksm/{mawar.pk}/penilaian/lulus/", {"note": ""})
        text = paper(client.get(f"/ksm/{mawar.pk}/penilaian/1/laporan.pdf"))
    assert "Sembungharjo, 1 Juli 2025" in text
    assert "/VII/2025" in text
    assert (
        "Pada hari ini Selasa, tanggal satu bulan Juli tahun dua ribu dua puluh lima (01-07-2025)"
        in " ".join(text.split())
    )
    assert "5 dari 5 syarat terpenuhi: KSM Mawar dinyatakan LULUS sebagai KSM Percontohan." in " ".join(
        text.split()
    )
    assert "Demikian berita acara ini dibuat" in text


def test_the_scorecard_of_that_morning_too(mawar, as_user, sari):
    make_members(mawar, 5)
    client, url = as_user(sari), f"/ksm/{mawar.pk}/rapor/isi/"
    with mock.patch("django.utils.timezone.now", return_value=DAWN):
        form = client.get(url).context["form"]
        typed = {}
        for name, field in form.fields.items():
            codes = [code for code, _ in getattr(field, "choices", []) if code]
            typed[form.add_prefix(name)] = codes[0] if codes else "catatan"
        client.post(url, typed)
        text = paper(client.get(f"/ksm/{mawar.pk}/rapor/{mawar.scorecards.get().pk}.pdf"))
    assert "Sembungharjo, 1 Juli 2025" in text


def test_an_old_agreement_keeps_the_officers_of_its_day(mawar, as_user, sari):
    first, second, *_ = make_members(mawar, 10)
    make_officer(first, "KETUA")
    grant = blm.make_paid(mawar)
    later = blm.DAY + 10 * WEEK
    elect_officer(member=second, role="KETUA", start=later, today=later, by=sari)
    text = paper(as_user(sari).get(f"/ksm/{mawar.pk}/blm/{grant.pk}/perjanjian.pdf"))
    assert first.name in text
    assert second.name not in text
