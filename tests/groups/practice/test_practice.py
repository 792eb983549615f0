"""A practice group is its owner's alone, counts nowhere, and can be emptied."""

import re
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from groups.members.enrolment import member_warnings
from groups.models import Bkm, Ksm, Member, Posting, User
from groups.models.places import PRACTICE_PLACE
from groups.practice.starting import empty_practice, practice_of, start_practice
from groups.refusals import GroupError
from meetings.importing.storing import find_bkm, surroundings
from meetings.workbook.content import GroupFacts
from tests.support import factories
from tests.support.prints import text_of
from tests.support.sheets import close, rich_sheet
from tests.support.trials import trials
from tests.support.undrawn import no_paper
from tests.support.world import patterns

pytestmark = pytest.mark.django_db
# What differs each time: keys of forms, and the code of a request that was refused.
KEYS = re.compile(r'(?:name="(?:once|csrfmiddlewaretoken)" value|nonce)="[^"]*"|permintaan <strong>[^<]*')
# Pages that are of no group and differ each time, or are about practising; files that are written down.
APART = re.compile(
    r"\.(xlsx|pdf)$|/(latihan|luring|pekerja|static|impor|media|keadaan)|/tutup-bulan/semua|buku-ksm.webmanifest"
)
SEARCHES = (
    "/ksm/cari/?isian=ksm&ksm_cari=latihan",
    "/bkm/cari/?isian=bkm&bkm_cari=latihan",
    "/wilayah/cari/?isian=region&region_cari=latihan&tingkat=4",
)


def wide(bkm) -> list[str]:
    """Every page of no single group: of everything, and of one BKM; searches for what must not be found."""
    of_bkm = [path.replace("<int:bkm_id>", str(bkm.pk)) for _, path in patterns()]
    return [path for path in of_bkm if "<" not in path and not APART.search(path)] + list(SEARCHES)


@pytest.fixture
def practised(mawar, sari):
    return start_practice(by=sari, today=timezone.localdate())


def people(bkm) -> dict[str, Client]:
    """Somebody of each kind of area, logged in."""
    users = {
        "sari": User.objects.get(username="sari"),
        "ratna": factories.make_coordinator("ratna", bkm),
        "joko": factories.make_unit_staff("joko", bkm, "UPK"),
        "hasan": factories.make_city_coordinator("hasan"),
        "admin": factories.make_administrator(),
    }
    clients = {name: Client() for name in users}
    for name, user in users.items():
        clients[name].force_login(user)
    return clients


def seen(clients, paths) -> dict[tuple[str, str], str]:
    pages = {}
    with no_paper():
        for name, client in clients.items():
            for path in paths:
                answer = client.get(path)
                is_text = answer.headers.get("Content-Type", "").startswith("text")
                shown = KEYS.sub("", answer.content.decode()) if is_text else ""
                pages[name, path] = f"{answer.status_code} {shown}"
    return pages


def test_no_wide_page_tells_of_it_to_anybody(mawar, sari):
    """Lists, sums, searches and what waits: letter for letter as before, its owner's too."""
    clients, paths = people(mawar.bkm), wide(mawar.bkm)
    clients = {name: clients[name] for name in trials(("sari", "admin"), tuple(clients))}
    seen(clients, paths)  # what a first look leaves behind, an expired standing or the number of a print
    before = seen(clients, paths)
    ksm = start_practice(by=sari, today=timezone.localdate())
    sheet = rich_sheet(ksm, ksm.mentoring_started_on)
    close(ksm, replace(sheet, counted_cash=24_500), sari)
    after = seen(clients, paths)
    assert [key for key in before if before[key] != after[key]] == []
    assert sum("200 <" in page for page in before.values()) > trials(30, 60)
    assert ksm.loans.count() == 1


def test_its_papers_are_told_to_its_owner_alone(practised, sari):
    clients = people(Ksm.objects.exclude(pk=practised.pk).get().bkm)
    with no_paper():
        assert clients["sari"].get(f"/ksm/{practised.pk}/kesepakatan.pdf").status_code == 200
    told = {name: client.get("/unduhan/").content.decode() for name, client in clients.items()}
    assert [name for name, page in told.items() if "kesepakatan.pdf" in page or practised.name in page] == [
        "sari"
    ]


def test_no_command_counts_it(practised, capsys):
    call_command("assess", "--all")
    assert "1 KSM dihitung ulang." in capsys.readouterr().out
    call_command("close_months", "--bulan", "2025-05")
    assert "Latihan" not in capsys.readouterr().out
    assert not practised.month_acts.exists()
    call_command("check_ledger")
    assert "1 KSM diperiksa" in capsys.readouterr().out


def test_no_workbook_is_refused_for_it_or_put_into_it(practised, sari):
    nik = "9999015203850001"
    factories.make_member(practised, nik=nik)
    around = surroundings(today=timezone.localdate(), may_create_bkm=False)
    assert around.niks_elsewhere(GroupFacts(), frozenset({nik})) == frozenset()
    assert find_bkm(PRACTICE_PLACE, practised.bkm.name) is None


def test_it_is_its_owners_alone(practised, sari):
    clients = people(Ksm.objects.exclude(pk=practised.pk).get().bkm)
    found = {name: client.get(f"/ksm/{practised.pk}/").status_code for name, client in clients.items()}
    assert found == {"sari": 200, "ratna": 404, "joko": 404, "hasan": 404, "admin": 404}
    assert clients["admin"].get(f"/bkm/{practised.bkm_id}/").status_code == 404
    assert clients["admin"].get(f"/bkm/{practised.bkm_id}/ubah/").status_code == 404


def test_area_says_the_same_as_a_filter_and_as_a_question(practised, mawar):
    admin = factories.make_administrator()
    posting = admin.postings.get()
    assert list(Ksm.objects.filter(posting.area(to_bkm="bkm__"))) == [mawar]
    assert [ksm for ksm in Ksm.objects.select_related("bkm") if posting.covers(ksm)] == [mawar]


def test_emptied_it_opens_no_more_and_another_begins_from_nothing(practised, sari, as_user):
    client = as_user(sari)
    client.post("/latihan/kosongkan/")
    assert practice_of(sari) is None
    assert client.get(f"/ksm/{practised.pk}/").status_code == 404
    client.post("/latihan/mulai/")
    again = practice_of(sari)
    assert again is not None
    assert again.pk != practised.pk
    assert not again.meetings.exists()
    assert Bkm.objects.filter(practice_of=sari, practice_ended_at=None).count() == 1


def test_two_at_a_time_there_are_never(practised, sari):
    again = start_practice(by=sari, today=timezone.localdate())
    assert practice_of(sari) == again
    empty_practice(by=sari)
    assert practice_of(sari) is None


def test_only_a_facilitator_begins_one(mawar, tini, as_user):
    with pytest.raises(GroupError, match="hanya untuk fasilitator"):
        start_practice(by=tini, today=timezone.localdate())
    client = as_user(tini)
    assert client.get("/latihan/").status_code == 403
    assert client.post("/latihan/mulai/").status_code == 403
    assert "/latihan/" not in client.get("/ksm/").content.decode()
    assert not Bkm.objects.filter(kelurahan=PRACTICE_PLACE).exists()


def test_a_nik_tried_in_it_warns_nobody(practised, mawar, sari):
    nik = "9999015203850001"
    for ksm in (practised, mawar):
        member = factories.make_member(ksm, nik=nik)
    assert Member.objects.filter(nik_hash=member.nik_hash).count() == 2
    assert [
        one for one in member_warnings(member, sari, timezone.localdate()) if "juga tercatat" in one
    ] == []


def test_no_posting_can_name_it(practised, sari):
    admin = Client()
    admin.force_login(factories.make_administrator())
    other = factories.make_user("wati")
    for role, field, value in (
        ("relawan-pendamping", "ksm", practised.pk),
        ("koordinator-bkm", "bkm", practised.bkm_id),
        ("fasilitator", "region", PRACTICE_PLACE),
    ):
        admin.post(f"/pengguna/{other.pk}/tugas/{role}/", {field: value, "start": "2025-06-02"})
    assert not Posting.objects.filter(user=other).exists()


def test_its_papers_say_what_they_are_and_no_code_confirms_them(practised, sari, as_user, client):
    text = text_of(as_user(sari).get(f"/ksm/{practised.pk}/kesepakatan.pdf"))
    assert "LATIHAN" in text
    paper = practised.papers.get(kind="KB")
    answer = client.get(f"/periksa/{paper.code}/").content.decode()
    assert paper.number not in answer
