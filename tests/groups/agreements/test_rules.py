import datetime
from decimal import Decimal

import pytest

from groups.models import GroupRule
from tests.support.factories import make_ksm

Kind = GroupRule.Kind
FACTS = {"text": "Menabung tiap Senin", "agreed_on": "2025-06-02", "signed": "on"}


@pytest.fixture
def address(mawar):
    return f"/ksm/{mawar.pk}/aturan/"


def agree(ksm, kind, day, **facts):
    return GroupRule.objects.create(ksm=ksm, kind=kind, text=f"Bunyi {day}", agreed_on=day, **facts)


def test_it_records_an_agreement_with_its_amounts(as_user, sari, mawar, address):
    sent = FACTS | {"minimum_saving": "Rp 5.000", "initial_saving": "10.000,00"}
    assert as_user(sari).post(f"{address}tabungan/baru/", sent).url == address
    made = mawar.rules.get()
    assert (made.kind, made.minimum_saving, made.initial_saving) == (Kind.SAVING, 5000, 10_000)
    assert (made.agreed_on, made.signed) == (datetime.date(2025, 6, 2), True)
    assert made.history.get().history_user == sari


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("0,5", "0.5"), ("0.5", "0.5"), ("1,5", "1.5"), ("2", "2"), ("0", "0"), ("", None)],
)
def test_it_stores_jasa_as_an_exact_percentage(as_user, sari, mawar, address, typed, stored):
    as_user(sari).post(f"{address}pinjaman/baru/", FACTS | {"jasa_percent": typed, "max_periods": "10"})
    made = mawar.rules.get()
    assert made.jasa_percent == (None if stored is None else Decimal(stored))
    assert made.max_periods == 10


def test_it_brings_amounts_back_as_they_are_typed(as_user, sari, mawar, address):
    """BUG-076: a form opened and saved again changes nothing."""
    rule = agree(mawar, Kind.LOAN, datetime.date(2025, 6, 2), max_loan=1_250_000, jasa_percent=Decimal("0.5"))
    form = as_user(sari).get(f"{address}{rule.pk}/perbaiki/").context["form"]
    assert (form["max_loan"].value(), form["jasa_percent"].value()) == ("1.250.000", "0,5")
    sent = {name: form[name].value() or "" for name in form.fields} | {"reason": "Tanda baca"}
    as_user(sari).post(f"{address}{rule.pk}/perbaiki/", sent)
    rule.refresh_from_db()
    assert (rule.max_loan, rule.jasa_percent) == (1_250_000, Decimal("0.5"))


@pytest.mark.parametrize("typed", ["12.50", "1,5", "1.2500", "5,000", "5.00", "-5000", "seribu", "1" * 30])
def test_it_asks_again_about_amounts_that_are_not_whole_rupiah(as_user, sari, mawar, address, typed):
    """BUG-072"""
    response = as_user(sari).post(f"{address}tabungan/baru/", FACTS | {"minimum_saving": typed})
    form = response.context["form"]
    assert len(form.errors["minimum_saving"]) == 1
    assert form["minimum_saving"].value() == typed
    assert not mawar.rules.exists()


def test_it_types_amounts_in_a_text_field_with_a_numeric_keypad(as_user, sari, address):
    """BUG-077"""
    page = as_user(sari).get(f"{address}tabungan/baru/").content.decode()
    assert 'type="text" name="minimum_saving"' in page
    assert 'inputmode="numeric"' in page


@pytest.mark.parametrize(
    ("slug", "sent", "field", "sentence"),
    [
        ("pertemuan", {"text": ""}, "text", "Wajib diisi."),
        ("pertemuan", {"text": "x" * 10_000}, "text", "Paling banyak 2000 huruf; yang ditulis 10000."),
        ("pertemuan", {"agreed_on": ""}, "agreed_on", "Wajib diisi."),
        (
            "pertemuan",
            {"agreed_on": "2199-01-01"},
            "agreed_on",
            "Tanggal kesepakatan tidak boleh sesudah hari ini.",
        ),
        (
            "pertemuan",
            {"agreed_on": "2020-01-01"},
            "agreed_on",
            "Tanggal kesepakatan tidak boleh sebelum KSM berdiri.",
        ),
        ("pinjaman", {"jasa_percent": "101"}, "jasa_percent", "Persentase paling besar 100."),
        ("pinjaman", {"jasa_percent": "0,3333333"}, "jasa_percent", None),
        ("pinjaman", {"max_periods": "0"}, "max_periods", "Paling sedikit 1."),
    ],
)
def test_it_explains_bad_input(as_user, sari, mawar, address, slug, sent, field, sentence):
    response = as_user(sari).post(f"{address}{slug}/baru/", FACTS | sent)
    errors = response.context["form"].errors[field]
    assert errors == [sentence] if sentence else len(errors) == 1
    assert not mawar.rules.exists()


def test_a_new_text_supersedes_and_the_old_stays_readable(as_user, sari, mawar, address):
    agree(mawar, Kind.SAVING, datetime.date(2025, 6, 2), minimum_saving=5000)
    as_user(sari).post(
        f"{address}tabungan/baru/",
        FACTS | {"text": "Naik", "agreed_on": "2025-07-07", "minimum_saving": "7.500"},
    )
    response = as_user(sari).get(address)
    saving = response.context["rules"][1]
    assert (saving["current"].minimum_saving, [rule.minimum_saving for rule in saving["others"]]) == (
        7500,
        [5000],
    )
    assert "Rp5.000" in response.content.decode()
    in_june = mawar.rules.in_force_on(datetime.date(2025, 7, 6)).filter(kind=Kind.SAVING).first()
    assert in_june.minimum_saving == 5000


def test_it_refuses_two_texts_of_one_day(as_user, sari, mawar, address):
    agree(mawar, Kind.SAVING, datetime.date(2025, 6, 2))
    response = as_user(sari).post(f"{address}tabungan/baru/", FACTS)
    assert response.context["form"].errors["agreed_on"] == [
        "Aturan ini sudah punya kesepakatan pada tanggal itu."
    ]


def test_it_corrects_a_slip_with_a_reason_and_keeps_what_stood_there(as_user, sari, mawar, address):
    rule = agree(mawar, Kind.MEETING, datetime.date(2025, 6, 2), fine_late=1000)
    sent = FACTS | {"text": "Tiap Senin", "fine_late": "500", "reason": "Salah ketik"}
    as_user(sari).post(f"{address}{rule.pk}/perbaiki/", sent)
    newest, oldest = rule.history.all()
    assert (newest.fine_late, newest.history_change_reason, newest.history_user) == (500, "Salah ketik", sari)
    assert oldest.fine_late == 1000


def test_it_shows_all_five_and_counts_the_agreed(as_user, ratna, mawar, address):
    agree(mawar, Kind.MEETING, datetime.date(2025, 6, 2), signed=True)
    response = as_user(ratna).get(address)
    assert [rule["kind"].label for rule in response.context["rules"]] == [
        "Pertemuan rutin",
        "Tabungan",
        "Pencatatan",
        "Pinjaman",
        "Angsuran",
    ]
    assert response.context["agreed"] == 1


def test_it_shows_html_in_a_text_as_text(as_user, ratna, mawar, address):
    rule = agree(mawar, Kind.MEETING, datetime.date(2025, 6, 2))
    GroupRule.objects.filter(pk=rule.pk).update(text="<img src=x onerror=alert(1)>")
    assert "<img" not in as_user(ratna).get(address).content.decode()


def test_it_is_the_facilitators_act(client, as_user, budi, tini, ratna, sari, mawar, address):
    """BUG-106"""
    rule = agree(mawar, Kind.MEETING, datetime.date(2025, 6, 2))
    for page in ("tabungan/baru/", f"{rule.pk}/perbaiki/"):
        assert client.post(address + page, FACTS).status_code == 302
        assert as_user(budi).post(address + page, FACTS).status_code == 404
        for reader in (tini, ratna):
            assert as_user(reader).post(address + page, FACTS).status_code == 403
        client.logout()
    assert as_user(budi).get(address).status_code == 404
    assert as_user(sari).get(f"{address}arisan/baru/").status_code == 404
    other = make_ksm(mawar.bkm)
    assert as_user(sari).get(f"/ksm/{other.pk}/aturan/{rule.pk}/perbaiki/").status_code == 404
