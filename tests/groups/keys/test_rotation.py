"""A new data key: everything is written anew under it while people work; interrupted, it loses nothing."""

import io
import time

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from groups.keys.columns import encrypted_columns, raw, with_ciphertexts
from groups.keys.proof import require_data_key
from groups.keys.rotating import rotate
from groups.members.enrolment import enrol_member
from groups.members.persons import other_memberships
from groups.models import KeyProof, Member, Paper, PaperPrint
from groups.refusals import GroupError
from ksm.keys import Unreadable, is_newest, keyed_hash
from tests.support.factories import START, make_ksm, make_member
from tests.support.lending import lend, make_group
from tests.support.outside import ended, started

OLD, NEW = django_settings.DATA_KEY, "kunci baru yang panjang"
NIKS = [f"999901520385{serial:04}" for serial in range(1, 8)]


@pytest.fixture
def new_key(settings):
    """From now on this process writes with a new key and reads with both."""

    def change():
        require_data_key()
        settings.DATA_KEY, settings.OLD_DATA_KEYS = NEW, [OLD]
        require_data_key()

    return change


def under_the_newest() -> list[bool]:
    found = []
    for model, names in encrypted_columns():
        for row in with_ciphertexts(model.objects.all(), names):
            found += [is_newest(value) for name in names if (value := getattr(row, raw(name)))]
    return found


@pytest.fixture
def people(mawar):
    return [make_member(mawar, nik=nik, family_card="9999010102030001") for nik in NIKS]


def test_it_writes_everything_anew_and_the_old_key_is_needed_no_more(people, new_key, settings):
    new_key()
    said = io.StringIO()
    call_command("rotate_data_key", "--baris", "3", stdout=said, no_color=True)
    *told, last = said.getvalue().splitlines()
    assert sorted(told) == [
        "anggota: 14 nilai, 14 dienkripsi ulang.",
        "aplikasi autentikator: 0 nilai, 0 dienkripsi ulang.",
        "bukti kunci data: 1 nilai, 0 dienkripsi ulang.",
        "cetakan pertama: 0 nilai, 0 dienkripsi ulang.",
    ]
    assert last == "Semua sudah memakai kunci baru: OLD_DATA_KEYS boleh dikosongkan."
    settings.OLD_DATA_KEYS = []
    assert [one.nik for one in Member.objects.order_by("number")] == NIKS
    assert [one.nik_hash for one in Member.objects.order_by("number")] == [keyed_hash(nik) for nik in NIKS]
    assert {one.family_card_hash for one in Member.objects.all()} == {keyed_hash("9999010102030001")}
    assert all(under_the_newest())


def test_interrupted_it_is_read_under_both_keys_and_the_next_run_goes_on(people, new_key, settings):
    new_key()
    running = rotate(chunk=2)
    while next(running).label != "anggota":
        pass
    running.close()
    assert sum(under_the_newest()) == 1 + 4
    assert [one.nik for one in Member.objects.order_by("number")] == NIKS
    done = {one.label: one.renewed for one in rotate(chunk=2)}
    assert done["anggota"] == 10
    settings.OLD_DATA_KEYS = []
    assert [one.nik for one in Member.objects.order_by("number")] == NIKS


def test_meanwhile_a_nik_is_found_whatever_key_its_row_is_under(people, mawar, sari, new_key):
    new_key()
    facts = {"name": "Orang Lain", "sex": "P", "joined_on": START, "today": START, "by": sari}
    for _ in range(2):
        with pytest.raises(GroupError, match="NIK ini sudah dipakai anggota nomor 1"):
            enrol_member(ksm=mawar, number=90, nik=NIKS[0], **facts)
        list(rotate())


def test_rows_of_one_person_change_their_hash_together(people, mawar, new_key):
    one = people[0]
    one.left_on = START
    one.save()
    again = make_member(mawar, nik=NIKS[0])
    make_member(make_ksm(mawar.bkm), nik=NIKS[0])
    new_key()
    next(part for part in rotate(chunk=1) if part.label == "anggota")
    again.refresh_from_db()
    assert [other.pk for other in other_memberships(again)] == [one.pk]
    assert Member.objects.filter(nik_hash=keyed_hash(NIKS[0])).count() == 3


def test_a_kept_paper_stays_true_and_its_printed_mark_the_same(bkm, mawar, sari, as_user, new_key, settings):
    ksm = make_group(bkm)
    loan = lend(ksm, principal=400_000, periods=4)
    address = f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/perjanjian.pdf"
    as_user(sari).get(address)
    code, mark = Paper.objects.get(kind="SPP").code, PaperPrint.objects.get().mark

    def checked():
        return Client().get(f"/periksa/{code}/").content.decode()

    assert (len(mark), f"sidik {mark[:4]} {mark[4:]}" in checked()) == (8, True)
    for key, old in ((NEW, OLD), ("kunci ketiga", NEW)):
        settings.DATA_KEY, settings.OLD_DATA_KEYS = key, [old]
        list(rotate())
        settings.OLD_DATA_KEYS = []
        assert "benar dikeluarkan" in checked()
        assert f"sidik {mark[:4]} {mark[4:]}" in checked()
    PaperPrint.objects.update(mark="00000000")
    assert "tidak dapat dipastikan" in checked()


def test_a_paper_that_was_changed_before_is_not_made_true_by_a_new_key(bkm, mawar, sari, as_user, settings):
    ksm = make_group(bkm)
    loan = lend(ksm, principal=400_000, periods=4)
    as_user(sari).get(f"/ksm/{ksm.pk}/pinjaman/{loan.pk}/perjanjian.pdf")
    kept = PaperPrint.objects.get()
    kept.content = kept.content.replace("Rp400.000", "Rp900.000")
    kept.save()
    settings.DATA_KEY, settings.OLD_DATA_KEYS = NEW, [OLD]
    list(rotate())
    answer = Client().get(f"/periksa/{Paper.objects.get(kind='SPP').code}/").content.decode()
    assert "tidak dapat dipastikan" in answer


def test_what_no_key_opens_is_left_as_it_is_and_told(people, new_key, settings):
    settings.DATA_KEY = "kunci yang hilang"
    people[0].save()
    settings.DATA_KEY = OLD
    new_key()
    said = io.StringIO()
    call_command("rotate_data_key", stdout=said, no_color=True)
    assert "2 nilai tidak terbaca dengan kunci mana pun, dan dibiarkan apa adanya." in said.getvalue()
    settings.OLD_DATA_KEYS = ["kunci yang hilang"]
    assert [one.nik for one in Member.objects.order_by("number")] == NIKS


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_it_leaves_every_value_readable_and_is_finished_by_the_next(mawar, settings):
    niks = [f"999901520386{serial:04}" for serial in range(1, 41)]
    for nik in niks:
        make_member(mawar, nik=nik)
    require_data_key()
    connection.close()
    keys = {"DATA_KEY": NEW, "OLD_DATA_KEYS": OLD}
    running = started("manage.py", "rotate_data_key", "--baris", "1", **keys)
    settings.DATA_KEY, settings.OLD_DATA_KEYS = NEW, [OLD]
    while not sum(under_the_newest()) > 5 and running.poll() is None:
        time.sleep(0.002)
    running.kill()
    running.communicate(timeout=30)
    assert [one.nik for one in Member.objects.order_by("number")] == niks
    connection.close()
    assert ended("manage.py", "rotate_data_key", **keys)[0] == 0
    settings.OLD_DATA_KEYS = []
    assert not [one for one in Member.objects.all() if isinstance(one.nik, Unreadable)]
    assert all(under_the_newest())
    assert not isinstance(KeyProof.objects.get().value, Unreadable)
