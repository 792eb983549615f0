"""The register of a BKM's groups on paper: purpose, officers and rules of each."""

import io

import pytest
from pypdf import PdfReader

from groups.models import GroupRule, Ksm
from groups.places.paper import register_rows
from tests.support.factories import START, make_ksm, make_member, make_members, make_officer

pytestmark = pytest.mark.django_db


def rule(ksm, kind, text, agreed_on=START):
    return GroupRule.objects.create(ksm=ksm, kind=kind, text=text, agreed_on=agreed_on)


def test_it_shows_officers_and_rules_in_force_on_the_day(mawar):
    old, new = make_members(mawar, 2)
    make_officer(old, "BENDAHARA", end=START)
    make_officer(new, "BENDAHARA", start=START)
    make_officer(old, "KETUA")
    rule(mawar, "SAVING", "Lima ribu", START.replace(day=1))
    rule(mawar, "SAVING", "Enam ribu")
    rule(mawar, "MEETING", "Tiap Senin")
    rule(mawar, "LOAN", "Belum berlaku", START.replace(year=2026))
    [row] = register_rows([mawar], START)
    assert row.officers == [("Ketua", old.name), ("Bendahara", new.name)]
    assert row.rules == [("Pertemuan rutin", "Tiap Senin"), ("Tabungan", "Enam ribu")]
    assert row.members == 2


@pytest.mark.parametrize("groups", [1, 3])
def test_it_takes_three_queries_for_one_group_and_three(bkm, groups, django_assert_num_queries):
    for _ in range(groups):
        ksm = make_ksm(bkm)
        make_officer(make_member(ksm))
        rule(ksm, "SAVING", "Lima ribu")
    ksms = list(Ksm.objects.all())
    with django_assert_num_queries(3):
        assert len(register_rows(ksms, START)) == groups


def test_it_is_printed_wide_from_the_page_of_the_bkm(mawar, ratna, as_user):
    mawar.purpose = "Keluar dari rentenir"
    mawar.save()
    make_officer(make_member(mawar))
    rule(mawar, "SAVING", "Lima ribu tiap minggu")
    address = f"/bkm/{mawar.bkm_id}/daftar-ksm.pdf"
    assert address in as_user(ratna).get(f"/bkm/{mawar.bkm_id}/").content.decode()
    pdf = PdfReader(io.BytesIO(as_user(ratna).get(address).content))
    assert [mark.title for mark in pdf.outline[1]] == [mawar.name]
    [page] = pdf.pages
    assert page.mediabox.width > page.mediabox.height
    text = " ".join(page.extract_text().split())
    for words in (mawar.name, "Keluar dari rentenir", "Ketua: Siti Aminah", "Lima ribu tiap minggu"):
        assert words in text


def test_a_volunteer_sees_only_her_own_group_in_it(mawar, tini, as_user):
    make_ksm(mawar.bkm, name="KSM Anggrek")
    answer = as_user(tini).get(f"/bkm/{mawar.bkm_id}/daftar-ksm.pdf")
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert mawar.name in text
    assert "Anggrek" not in text


def test_the_first_page_holds_groups_and_not_the_title_alone(mawar, ratna, as_user):
    """Three groups whose rules do not fit one page together."""
    for ksm in (mawar, make_ksm(mawar.bkm, name="KSM Anggrek"), make_ksm(mawar.bkm, name="KSM Dahlia")):
        rule(ksm, "SAVING", "Menabung lima ribu tiap minggu. " * 20)
    answer = as_user(ratna).get(f"/bkm/{mawar.bkm_id}/daftar-ksm.pdf")
    first, *_ = PdfReader(io.BytesIO(answer.content)).pages
    assert "Anggrek" in first.extract_text()


def test_rules_longer_than_a_page_lose_no_word(mawar, ratna, as_user):
    for kind in ("MEETING", "SAVING", "RECORDING", "LOAN", "INSTALLMENT"):
        rule(mawar, kind, f"Kata {kind.lower()} " * 80 + f"akhir-{kind.lower()}")
    answer = as_user(ratna).get(f"/bkm/{mawar.bkm_id}/daftar-ksm.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert text.count("Kata") == 400
    assert "akhir-installment" in "".join(text.split())
