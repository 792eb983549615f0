"""The five rules in one form: wording to begin with, figures typed once."""

import datetime
from decimal import Decimal

import pytest

from groups.agreements.proposals import MARKS, USUAL
from groups.forms.rules import text_name
from groups.models import GroupRule
from ksm.money import parse_rupiah
from tests.support.factories import make_ksm

Kind = GroupRule.Kind
FIGURES = dict(USUAL)


@pytest.fixture
def ksm(bkm, mawar):
    return make_ksm(bkm, meeting_time=datetime.time(15, 30), meeting_place="Balai RW 03")


@pytest.fixture
def address(ksm):
    return f"/ksm/{ksm.pk}/aturan/bersama/"


def typed(client, address, **more):
    """The form as it opens, with the usual figures and a day."""
    form = client.get(address).context["form"]
    texts = {name: form[name].value() for name in form.fields if name.endswith("_text")}
    return texts | FIGURES | {"agreed_on": "2025-06-02", "signed": "on"} | more


def test_it_agrees_all_five_with_their_figures(as_user, sari, ksm, address):
    client = as_user(sari)
    assert client.post(address, typed(client, address)).url == f"/ksm/{ksm.pk}/aturan/"
    rules = {rule.kind: rule for rule in ksm.rules.all()}
    assert set(rules) == set(Kind.values)
    assert rules[Kind.MEETING].text.startswith(
        "Pertemuan rutin diadakan tiap minggu pada hari Senin pukul 15.30 di Balai RW 03. "
    )
    assert "menabung wajib Rp5.000 pada tiap pertemuan" in rules[Kind.SAVING].text
    assert (
        "Jasa 1% tiap angsuran, paling lama 8 kali angsuran, paling tinggi Rp500.000" in rules[Kind.LOAN].text
    )
    assert (rules[Kind.SAVING].minimum_saving, rules[Kind.SAVING].initial_saving) == (5_000, 10_000)
    assert (rules[Kind.LOAN].jasa_percent, rules[Kind.LOAN].max_periods) == (Decimal(1), 8)
    assert {(rule.agreed_on, rule.signed) for rule in rules.values()} == {(datetime.date(2025, 6, 2), True)}
    assert {rule.history.get().history_user for rule in rules.values()} == {sari}
    assert not any("[" in rule.text for rule in rules.values())


def test_a_mark_without_its_figure_saves_nothing_and_keeps_the_words(as_user, sari, ksm, address):
    client = as_user(sari)
    sent = typed(client, address, fine_late="", saving_text="Menabung [tabungan wajib], kata kami.")
    form = client.post(address, sent).context["form"]
    assert form.errors == {"fine_late": ["Isi angkanya, atau hapus [denda terlambat] dari bunyi aturan."]}
    assert form["saving_text"].value() == "Menabung [tabungan wajib], kata kami."
    assert not ksm.rules.exists()


def test_the_usual_figures_come_by_a_tap_and_save_nothing(as_user, sari, ksm, address):
    client = as_user(sari)
    fresh = client.get(address).context["form"]
    assert [fresh[name].value() for name in MARKS] == [None] * len(MARKS)
    sent = typed(client, address) | dict.fromkeys(FIGURES, "") | {"max_loan": "750.000", "then": "usual"}
    form = client.post(address, sent).context["form"]
    assert (form["minimum_saving"].value(), form["max_loan"].value()) == ("5.000", "750.000")
    assert not ksm.rules.exists()


def test_the_usual_figures_are_amounts_that_the_fields_take():
    assert all(parse_rupiah(USUAL[name]) for name in USUAL)


def test_it_asks_for_those_only_that_are_missing_and_leaves_emptied_ones_for_later(
    as_user, sari, ksm, address
):
    GroupRule.objects.create(ksm=ksm, kind=Kind.LOAN, text="Ada", agreed_on=datetime.date(2025, 6, 2))
    client = as_user(sari)
    sent = typed(client, address)
    assert text_name(Kind.LOAN) not in sent
    client.post(address, sent | {text_name(Kind.INSTALLMENT): ""})
    assert set(ksm.rules.values_list("kind", flat=True)) == set(Kind.values) - {Kind.INSTALLMENT}
    client.post(address, typed(client, address))
    assert client.get(address).url == f"/ksm/{ksm.pk}/aturan/"


def test_none_at_all_and_an_impossible_day_are_refused(as_user, sari, ksm, address):
    client = as_user(sari)
    empty = typed(client, address) | {text_name(kind): "" for kind in Kind}
    assert client.post(address, empty).context["form"].non_field_errors() == [
        "Isi paling sedikit satu aturan."
    ]
    late = client.post(address, typed(client, address, agreed_on="2199-01-01")).context["form"]
    assert late.errors["agreed_on"] == ["Tanggal kesepakatan tidak boleh sesudah hari ini."]
    assert not ksm.rules.exists()


def test_it_is_the_facilitators_act(as_user, budi, tini, ratna, mawar):
    address = f"/ksm/{mawar.pk}/aturan/bersama/"
    assert as_user(budi).get(address).status_code == 404
    for reader in (tini, ratna):
        assert as_user(reader).post(address).status_code == 403
