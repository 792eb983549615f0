"""The sheet's arithmetic in the browser: amounts read as the server does, sums that follow every key."""

import pytest

from ksm.money import MoneyError, parse_rupiah

AMOUNTS = [
    "5.000",
    "1.250.000,50",
    "1250000",
    "Rp 5.000",
    "Rp5.000",
    "rp. 5.000",
    "5,000",
    "5.00",
    "12.50",
    "1,5",
    "1.2500",
    "1.250.000,00",
    "5000,-",
    "",
    "-",
    "–",
    "0",
    " 7 500 ",
    "0.500",
    "05000",
    "lima ribu",
    "1e3",
    "٥٠٠",
    "99.999.999.999.999",
]


@pytest.fixture
def in_browser(open_sheet, agreed, page):
    """Evaluate an expression over the module `totals` in the open sheet."""
    open_sheet(agreed)
    return lambda body, *values: page.evaluate(
        f"""async (values) => {{
            const totals = await import("/static/js/sheet_totals.js");
            return ({body})(...values);
        }}""",
        list(values),
    )


def server_reads(text):
    try:
        amount = parse_rupiah(text)
    except MoneyError:
        return "refused"
    return "refused" if amount is not None and amount > 10_000_000_000 else amount


def test_it_reads_every_amount_as_the_server_does(in_browser):
    """BUG-072: nothing is guessed; BUG-077: text with a numeric keypad, so that dots can be typed."""
    read = in_browser("(texts) => texts.map((text) => totals.parseRupiah(text))", AMOUNTS)
    shown = ["refused" if answer["error"] else answer["amount"] for answer in read]
    assert dict(zip(AMOUNTS, shown, strict=True)) == {text: server_reads(text) for text in AMOUNTS}


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "Rp0"), (999, "Rp999"), (1_250_000, "Rp1.250.000"), (-500, "-Rp500")]
)
def test_it_writes_rupiah_as_the_server_does(in_browser, amount, text):
    assert in_browser("(amount) => totals.formatRupiah(amount)", amount) == text


def test_it_counts_each_kind_once_and_moves_the_cash(in_browser):
    """BUG-027: a fine is in its own column and in the sum once."""
    entries = [
        {"kind": "wajib", "flow": "in", "amount": 5000},
        {"kind": "fine", "flow": "in", "amount": 1000},
        {"kind": "withdrawal", "flow": "out", "amount": 2000},
        {"kind": "other", "flow": "out", "amount": 500},
        {"kind": "counted", "flow": "none", "amount": 99},
    ]
    result = in_browser("(entries) => totals.totals(entries, 10000)", entries)
    assert result["cash"] == 13_500
    assert result["byKind"] == {
        "wajib": 5000,
        "fine": 1000,
        "withdrawal": 2000,
        "other_out": 500,
        "savings": 5000,
    }


def test_it_follows_every_change_of_an_amount(open_sheet, agreed):
    """BUG-026, BUG-028: type, change, clear, and 0 then back: the sums are always those of the rows."""
    sheet = open_sheet(agreed)
    sheet.amount(1, "wajib").fill("5000")
    sheet.amount(2, "wajib").fill("7500")
    assert (sheet.total("wajib"), sheet.cash) == ("12.500", "Rp12.500")
    sheet.amount(2, "wajib").fill("0")
    assert (sheet.total("wajib"), sheet.cash) == ("5.000", "Rp5.000")
    sheet.amount(2, "wajib").fill("7.500")
    assert sheet.row(2).locator("[data-row-total]").text_content() == "7.500"
    sheet.amount(1, "wajib").fill("")
    assert (sheet.total("wajib"), sheet.cash) == ("7.500", "Rp7.500")


def test_it_flags_an_amount_that_cannot_be_read_while_it_is_typed(open_sheet, agreed):
    sheet = open_sheet(agreed)
    field = sheet.amount(1, "wajib")
    field.fill("12.50")
    error = sheet.row(1).locator("[data-kind=wajib] [data-error]")
    assert error.text_content() == "Tulis jumlah dalam rupiah utuh, misalnya 10000 atau 10.000, tanpa sen."
    assert field.get_attribute("aria-invalid") == "true"
    assert sheet.cash == "Rp0"
    field.fill("12500")
    assert error.text_content() == ""
    assert sheet.cash == "Rp12.500"


def test_it_counts_loans_bank_and_other_cash_in_the_box(open_sheet, agreed, page):
    sheet = open_sheet(agreed)
    sheet.amount(1, "wajib").fill("50000")
    sheet.unfold("pinjaman")
    page.locator("[data-kind=disbursed] input").first.fill("20.000")
    sheet.unfold("kas-lain")
    page.locator("[data-kind=other] input").first.fill("1500")
    assert sheet.total("other_out") == "1.500"
    page.get_by_label("Disetor ke bank").fill("10000")
    assert sheet.cash == "Rp18.500"
    page.locator("[name=cash0-direction]").select_option("IN")
    assert (sheet.total("other_in"), sheet.cash) == ("1.500", "Rp21.500")


def test_it_shows_the_difference_and_asks_its_reason_only_then(open_sheet, agreed, page):
    sheet = open_sheet(agreed)
    sheet.amount(1, "wajib").fill("5000")
    reason = page.get_by_label("Alasan selisih")
    counted = page.get_by_label("Kas dihitung")
    assert not reason.is_visible()
    counted.fill("4000")
    assert page.locator("[data-difference]").text_content() == "▲ Kurang Rp1.000"
    assert reason.is_visible()
    counted.fill("5.000")
    assert page.locator("[data-difference]").text_content() == "✓ Cocok dengan buku"
    assert not reason.is_visible()


def test_it_takes_amounts_as_text_with_a_numeric_keypad(open_sheet, agreed, page):
    """BUG-077: a number field of an Indonesian phone refuses one of the two separators."""
    open_sheet(agreed)
    fields = page.locator("[data-amount] input")
    kinds = {(field.get_attribute("type"), field.get_attribute("inputmode")) for field in fields.all()}
    assert kinds == {("text", "numeric")}


def test_it_writes_an_amount_with_its_thousands_once_the_field_is_left(open_sheet, agreed):
    """BUG-072, BUG-076"""
    sheet = open_sheet(agreed)
    field = sheet.amount(1, "wajib")
    field.fill("Rp 1250000")
    field.blur()
    assert field.input_value() == "1.250.000"
    assert sheet.cash == "Rp1.250.000"
