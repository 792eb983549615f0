"""Which account of the chart the words in the column Akun mean."""

from ledger import chart
from meetings.workbook.values import words

_EITHER_WAY = {
    "dana sosial": chart.DANA_SOSIAL,
    "sosial": chart.DANA_SOSIAL,
    "blm": chart.DANA_BLM,
    "dana blm": chart.DANA_BLM,
    "bank": chart.BANK,
    "dana tanggung renteng": chart.DANA_TANGGUNG_RENTENG,
    "tanggung renteng": chart.DANA_TANGGUNG_RENTENG,
    "atk": chart.BIAYA_ATK,
    "alat tulis": chart.BIAYA_ATK,
    "transport": chart.BIAYA_TRANSPORT,
    "transportasi": chart.BIAYA_TRANSPORT,
    "konsumsi": chart.BIAYA_KONSUMSI,
    "sumbangan": chart.SUMBANGAN,
    "donasi": chart.SUMBANGAN,
}
_OTHER = {"lain", "lain-lain", "lain lain", "lainnya", ""}
# Money of members and loans has its own sheets; the rest of the chart may be named in full or by code.
OWN_SHEETS = {
    chart.KAS,
    chart.PIUTANG_ANGGOTA,
    chart.PIUTANG_TANGGUNG_RENTENG,
    *chart.SAVINGS_ACCOUNTS,
    chart.TITIPAN_PENANGGUNG,
    chart.JASA,
    chart.SELISIH_KAS,
    chart.UTANG_SHU,
    chart.CADANGAN,
    chart.SHU,
}
_BY_NAME = {
    words(name): spec.code
    for spec in chart.CHART
    if spec.code not in OWN_SHEETS
    for name in (spec.name, spec.code)
}


def account_named(text: str) -> str | None:
    """The code of the account that is meant; None for "lain-lain" and for words nobody knows."""
    return _EITHER_WAY.get(words(text)) or _BY_NAME.get(words(text))


def is_known(text: str) -> bool:
    """Is it an account, or plainly something else ("lain-lain")?"""
    return words(text) in _OTHER or account_named(text) is not None


def account_for(text: str, *, incoming: bool) -> str:
    """The code to book other cash to; unknown words go to other income or other costs."""
    return account_named(text) or (chart.PENDAPATAN_LAIN if incoming else chart.BIAYA_LAIN)
