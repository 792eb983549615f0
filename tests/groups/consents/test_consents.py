"""Members agree, think again, and what they no longer agree to is held no longer."""

import datetime
from io import StringIO
from unittest import mock

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from groups.consents import consenting
from groups.consents.consenting import NOT_AGREED, Word, carry_out, record_consents, withdraw_consent
from groups.consents.requests import answer_request, ask_to_put_right
from groups.consents.standing import standing_for
from groups.members.enrolment import enrol_member, update_member
from groups.models import Consent, ConsentEffect, DataRequest, Ksm, Member
from groups.refusals import GroupError
from tests.support.factories import make_member
from tests.support.waiting import waiting

pytestmark = pytest.mark.django_db
Scope = Consent.Scope
ALL = list(Scope)
TODAY = datetime.date(2025, 9, 1)
SECRETS = {"phone": "081234567890", "heir": "Ani Lestari", "birth_place": "Demak", "ps2": "YA"}


@pytest.fixture
def siti(mawar):
    return make_member(mawar, name="Siti Aminah", family_card="3374050101800001", **SECRETS)


def agree(member, by, scope=ALL, **facts):
    word = Word(facts.pop("on", TODAY), facts.pop("how", "SIGNED"), scope, facts.pop("witnesses", ""))
    [made] = record_consents(ksm=member.ksm, members=[member], word=word, today=TODAY, by=by)
    return made


def withdraw(member, by, scope=ALL, on=TODAY):
    return withdraw_consent(member=member, word=Word(on, "SIGNED", scope), today=TODAY, by=by)


def test_a_word_keeps_its_text_its_day_its_way_and_who_wrote_it_down(siti, sari):
    made = agree(siti, sari, [Scope.CONTACT, Scope.FAMILY], how="SPOKEN", witnesses="Tini, Joko")
    facts = (made.act, made.on, made.how, made.witnesses, made.text_version, made.by)
    assert facts == ("GIVEN", TODAY, "SPOKEN", "Tini, Joko", "2026-1", sari)
    assert standing_for(siti).scopes == {"CONTACT", "FAMILY"}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"how": "SPOKEN"}, "witnesses"),
        ({"on": TODAY + datetime.timedelta(days=1)}, "on"),
    ],
)
def test_it_refuses_what_cannot_be(siti, sari, facts, field):
    with pytest.raises(GroupError) as refused:
        agree(siti, sari, **facts)
    assert refused.value.field == field
    assert not Consent.objects.exists()


def test_what_is_held_beyond_a_word_goes_with_it(siti, sari):
    agree(siti, sari, [Scope.POVERTY])
    siti.refresh_from_db()
    held = (siti.phone, siti.family_card, siti.family_card_hash, siti.heir, siti.birth_place, siti.ps2)
    assert held == ("", "", "", "", "", "YA")
    assert siti.name == "Siti Aminah"


def test_a_withdrawal_runs_three_days_from_its_day_and_then_the_data_is_gone(siti, sari):
    agree(siti, sari)
    withdrawal = withdraw(siti, sari, [Scope.CONTACT])
    assert withdrawal.due_at.isoformat() == "2025-09-04T00:00:00+07:00"
    assert Member.objects.get(pk=siti.pk).phone == "081234567890"
    effect = carry_out(withdrawal=withdrawal, by=sari)
    assert (effect.emptied, Member.objects.get(pk=siti.pk).phone) == (["phone"], "")
    with pytest.raises(GroupError, match="sudah dilaksanakan"):
        carry_out(withdrawal=withdrawal, by=sari)


def test_only_what_was_agreed_to_can_be_withdrawn(siti, sari):
    agree(siti, sari, [Scope.CONTACT])
    with pytest.raises(GroupError, match="memang tidak disetujui"):
        withdraw(siti, sari, [Scope.CONTACT, Scope.FAMILY])
    with pytest.raises(GroupError, match="sebelum persetujuannya"):
        withdraw(siti, sari, [Scope.CONTACT], on=TODAY - datetime.timedelta(days=1))


def test_a_paper_signed_before_a_withdrawal_or_before_joining_takes_nothing_back(siti, sari, as_user):
    early = TODAY - datetime.timedelta(days=3)
    agree(siti, sari, on=early)
    withdraw(siti, sari)
    sent = {
        "members": [siti.pk],
        "scope": ALL,
        "on": f"{early + datetime.timedelta(days=1)}",
        "how": "SIGNED",
    }
    url = f"/ksm/{siti.ksm_id}/persetujuan/catat/?anggota={siti.pk}"
    errors = as_user(sari).post(url, sent).context["form"].errors
    assert errors == {"on": ["Tanggal ini sebelum pernyataan terakhir Siti Aminah, 01-09-2025."]}
    assert not standing_for(siti).scopes
    other = make_member(siti.ksm, name="Wati", joined_on=TODAY)
    with pytest.raises(GroupError, match="sebelum Wati masuk, 01-09-2025"):
        agree(other, sari, on=early)


def test_the_day_of_a_word_counts_and_not_when_it_was_written_down(siti, sari):
    facts = {"member": siti, "how": "SIGNED", "scope": ALL, "text_version": "2026-1", "by": sari}
    due = datetime.datetime(2025, 9, 4, tzinfo=datetime.UTC)
    Consent.objects.create(act="WITHDRAWN", on=TODAY, due_at=due, **facts)
    Consent.objects.create(act="GIVEN", on=TODAY - datetime.timedelta(days=1), **facts)
    assert standing_for(siti).scopes == set()


def test_nobody_writes_down_again_what_a_member_does_not_agree_to(siti, sari):
    agree(siti, sari, [Scope.POVERTY])
    facts = {"member": siti, "today": TODAY, "by": sari}
    with pytest.raises(GroupError) as refused:
        update_member(**facts, phone="0811111111")
    assert (str(refused.value), refused.value.field) == (NOT_AGREED, "phone")
    with pytest.raises(GroupError):
        update_member(**facts, family_card="3374050101800001")
    assert update_member(**facts, ps2="TIDAK", phone="").ps2 == "TIDAK"


def test_the_nightly_command_empties_row_and_history_and_leaves_what_was_agreed_to_again(siti, sari):
    update_member(member=siti, today=TODAY, by=sari, heir="Bayu")
    agree(siti, sari)
    withdraw(siti, sari, [Scope.FAMILY, Scope.CONTACT])
    agree(siti, sari, [Scope.CONTACT, Scope.ORIGIN, Scope.POVERTY])
    call_command("carry_out_withdrawals")
    siti.refresh_from_db()
    assert (siti.heir, siti.phone, siti.birth_place) == ("", "081234567890", "Demak")
    assert set(Member.history.filter(id=siti.pk).values_list("heir", flat=True)) == {""}
    before = (ConsentEffect.objects.count(), Member.history.count())
    call_command("carry_out_withdrawals")
    assert (ConsentEffect.objects.count(), Member.history.count()) == before


def test_what_a_new_word_leaves_out_goes_out_of_the_history_too_and_what_comes_later_stays(siti, sari):
    agree(siti, sari, [Scope.CONTACT, Scope.FAMILY])
    agree(siti, sari)
    update_member(member=siti, today=TODAY, by=sari, birth_place="Kudus")
    call_command("carry_out_withdrawals")
    told = Member.history.filter(id=siti.pk)
    assert set(told.values_list("birth_place", flat=True)) == {"", "Kudus"}
    assert set(told.values_list("ps2", flat=True)) == {""}
    assert set(told.values_list("heir", flat=True)) == {"Ani Lestari"}


def test_one_refusal_does_not_stop_the_withdrawals_of_a_night(siti, mawar, sari):
    refused = make_member(mawar, name="Wati", phone="081200000000")
    for member in (refused, siti):
        agree(member, sari)
        withdraw(member, sari, [Scope.FAMILY, Scope.CONTACT])

    def empty(member, *rest):
        if member.pk == refused.pk:
            raise GroupError("Buku sedang ditutup.")
        return kept(member, *rest)

    kept, told = consenting.empty, StringIO()
    with mock.patch.object(consenting, "empty", empty), pytest.raises(CommandError, match="1 penarikan"):
        call_command("carry_out_withdrawals", stderr=told)
    assert told.getvalue() == f"{mawar.code} nomor {refused.number}: Buku sedang ditutup.\n"
    siti.refresh_from_db()
    assert siti.heir == ""
    assert set(Member.history.filter(id=siti.pk).values_list("heir", flat=True)) == {""}


def test_a_new_member_may_agree_at_once(mawar, sari):
    word = Word(TODAY, "THUMB", [Scope.CONTACT])
    facts = {"phone": "081299998888", "heir": "Ani", "family_card": "3374050101800001", "consent": word}
    made = enrol_member(ksm=mawar, name="Wati", sex="P", joined_on=TODAY, today=TODAY, by=sari, **facts)
    assert (made.phone, made.heir, standing_for(made).purposes) == ("081299998888", "", "Nomor telepon")
    assert made.family_card_hash == ""
    assert list(Member.history.filter(id=made.pk).values_list("heir", flat=True)) == [""]


def test_the_form_of_a_new_member_asks(mawar, sari, as_user):
    typed = {"number": "1", "name": "Wati", "sex": "P", "joined_on": "2025-09-01", "phone": "081299998888"}
    said = {"consent_how": "SPOKEN", "consent_on": "2025-09-01", "consent_scope": ["CONTACT"]}
    client, url = as_user(sari), f"/ksm/{mawar.pk}/anggota/baru/"
    refused = client.post(url, typed | said)
    assert list(refused.context["form"].errors) == ["consent_witnesses"]
    assert not Member.objects.exists()
    client.post(url, typed | said | {"consent_witnesses": "Tini dan Joko"})
    made = Member.objects.get()
    assert (made.phone, standing_for(made).words[0].witnesses) == ("081299998888", "Tini dan Joko")


def test_who_was_not_asked_and_what_was_withdrawn_wait_in_the_week(siti, sari, as_user):
    other = make_member(siti.ksm)
    client = as_user(sari)
    [task] = waiting(client.get("/minggu-ini/"), "persetujuan")
    assert (task.words, task.url) == (
        "2 anggota belum ada persetujuan",
        f"/ksm/{siti.ksm_id}/persetujuan/catat/",
    )
    sent = {"members": [siti.pk, other.pk], "scope": ALL, "on": "2025-09-01", "how": "SIGNED"}
    assert client.post(task.url, sent).status_code == 302
    withdraw(siti, sari)
    shown = client.get("/minggu-ini/")
    assert waiting(shown, "persetujuan") == []
    [task] = waiting(shown, "penarikan")
    assert (task.words, task.details) == (
        "anggota 1. Siti Aminah",
        ["sudah lewat 04-09-2025 00.00 WIB"],
    )
    client.post(f"/ksm/{siti.ksm_id}/persetujuan/{Consent.objects.first().pk}/laksanakan/")
    assert waiting(client.get("/minggu-ini/"), "penarikan") == []
    assert Member.objects.get(pk=siti.pk).phone == ""


def test_a_paper_for_each_member_says_what_is_asked(siti, sari, as_user):
    make_member(siti.ksm)
    answer = as_user(sari).get(f"/ksm/{siti.ksm_id}/persetujuan/formulir.pdf?anggota={siti.pk}")
    assert answer["Content-Type"] == "application/pdf"
    assert as_user(sari).get(f"/ksm/{siti.ksm_id}/persetujuan/formulir.pdf?anggota=99").status_code == 404


def test_members_keep_their_say_in_a_closed_group(siti, sari, tini, as_user):
    agree(siti, sari)
    Ksm.objects.filter(pk=siti.ksm_id).update(phase=Ksm.Phase.CLOSED, closed_on=TODAY)
    client, url = as_user(sari), f"/ksm/{siti.ksm_id}"
    mine = f"{url}/anggota/{siti.pk}/persetujuan/tarik/"
    assert mine in client.get(f"{url}/anggota/{siti.pk}/").content.decode()
    client.post(mine, {"scope": ["CONTACT"], "on": "2025-09-01", "how": "SIGNED"})
    client.post(f"{url}/persetujuan/{Consent.objects.first().pk}/laksanakan/")
    assert Member.objects.get(pk=siti.pk).phone == ""
    client.post(f"{url}/anggota/{siti.pk}/perbaikan/", {"wish": "Ejaan nama", "asked_on": "2025-09-01"})
    wish = DataRequest.objects.get()
    answer = {"state": "REFUSED", "answer": "Nama di KTP memang begitu"}
    assert as_user(tini).post(f"{url}/perbaikan/{wish.pk}/", answer).status_code == 403
    as_user(sari).post(f"{url}/perbaikan/{wish.pk}/", answer)
    wish.refresh_from_db()
    assert wish.state == "REFUSED"
    told = as_user(sari).get(f"{url}/riwayat/?jenis=jawaban").content.decode()
    assert "dijawab" in told
    assert answer["answer"] in told


def test_a_wish_for_correction_is_fulfilled_in_a_closed_group_too(siti, sari, tini, as_user):
    """Who a member is; not what books and figures rest on."""
    Ksm.objects.filter(pk=siti.ksm_id).update(phase=Ksm.Phase.CLOSED, closed_on=TODAY)
    client, url = as_user(sari), f"/ksm/{siti.ksm_id}"
    client.post(f"{url}/anggota/{siti.pk}/perbaikan/", {"wish": "Ejaan nama", "asked_on": "2025-09-01"})
    page = f"{url}/anggota/{siti.pk}/ubah/"
    assert page in client.get(f"{url}/anggota/{siti.pk}/").content.decode()
    form = client.get(page).context["form"]
    assert {"number", "joined_on", "statement_on"} & {*form.fields} == set()
    typed = {"name": "Siti Aminah Wati", "sex": "P", "birth_date": "1980-05-08", "phone": "0811-2222-3333"}
    typed |= {"number": "44", "joined_on": "2025-08-01"}
    assert client.post(page, typed).status_code == 302
    mended = Member.objects.get(pk=siti.pk)
    facts = (mended.name, f"{mended.birth_date}", mended.phone, mended.number, mended.joined_on)
    assert facts == ("Siti Aminah Wati", "1980-05-08", "0811-2222-3333", siti.number, siti.joined_on)
    client.post(f"{url}/perbaikan/{DataRequest.objects.get().pk}/", {"state": "DONE", "answer": ""})
    assert DataRequest.objects.get().state == "DONE"
    with pytest.raises(GroupError, match="KSM sudah ditutup"):
        update_member(member=mended, today=TODAY, by=sari, number=44)
    assert as_user(tini).get(page).status_code == 403
    edits = ("koreksi-keanggotaan", "keluar", "tarik")
    assert [client.get(f"{url}/anggota/{siti.pk}/{one}/").status_code for one in edits].count(200) == 0


def test_a_number_of_a_member_too_long_for_the_database_is_a_stranger(mawar, sari, as_user):
    path = f"/ksm/{mawar.pk}/persetujuan/catat/"
    page = as_user(sari).post(path, {"members": ["1" + "0" * 30], "scope": [], "on": "2025-06-02"})
    assert page.status_code == 200
    assert page.context["form"].errors["members"]
    for stranger in ("1" + "0" * 30, "999999", "x"):
        for address in (path, f"/ksm/{mawar.pk}/persetujuan/formulir.pdf"):
            assert as_user(sari).get(address, {"anggota": stranger}).status_code == 404


def test_no_number_that_is_masked_elsewhere_is_written_into_a_wish_or_its_answer(siti, sari):
    """Both are read as they stand, in the trail, the file of the member, and on paper."""
    facts = {"member": siti, "asked_on": TODAY, "today": TODAY, "by": sari}
    for number in ("9999014506800001", "NIK 999901.450680.0001", "kk 9999 0145 0680 0001 itu"):
        with pytest.raises(GroupError, match="Jangan menulis NIK"):
            ask_to_put_right(wish=f"Salah: {number}", **facts)
    wish = ask_to_put_right(wish="Lahir 12-05-1980 - 13-05-1980, telepon 0812-3456-7890", **facts)
    with pytest.raises(GroupError, match="Jangan menulis NIK"):
        answer_request(request=wish, state="REFUSED", answer="9999014506800001", now=timezone.now(), by=sari)
    assert DataRequest.objects.get().state == "WAITING"
