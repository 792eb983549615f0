"""The chart of accounts, kept as data. Accounts are found by these codes and never by name.

Signs are explained once, here: a line moves `amount` from its credit account to its debit account, so a
debit adds to assets and costs and takes from debts, capital and income. `natural_sign` turns the signed
sum of a account's postings (debit +, credit -) into the figure people read.
"""

from dataclasses import dataclass

KAS = "1101"
BANK = "1102"
PIUTANG_ANGGOTA = "1201"
PIUTANG_TANGGUNG_RENTENG = "1202"
TABUNGAN_POKOK = "2101"
TABUNGAN_WAJIB = "2102"
TABUNGAN_SUKARELA = "2103"
TITIPAN_PENANGGUNG = "2201"
UTANG_LUAR = "2301"
UTANG_SHU = "2401"
MODAL_AWAL = "3101"
CADANGAN = "3102"
DANA_TANGGUNG_RENTENG = "3201"
DANA_SOSIAL = "3202"
DANA_BLM = "3203"
ANTARDANA = "3209"
SHU = "3301"
JASA = "4101"
DENDA = "4102"
PEMULIHAN = "4103"
SUMBANGAN = "4901"
PENDAPATAN_LAIN = "4909"
BIAYA_ATK = "5101"
BIAYA_TRANSPORT = "5102"
BIAYA_KONSUMSI = "5103"
JASA_PINJAMAN_LUAR = "5104"
BIAYA_LAIN = "5109"
PENGHAPUSAN = "5201"
SELISIH_KAS = "5901"

CASH = (KAS, BANK)  # the two places where money lies

ASSET, DEBT, CAPITAL, INCOME, COST = "ASSET", "DEBT", "CAPITAL", "INCOME", "COST"


@dataclass(frozen=True)
class AccountSpec:
    code: str
    name: str
    kind: str
    cash_label: str  # what the cash book calls the money when this account is the other side


CHART = (
    AccountSpec(KAS, "Kas", ASSET, "Kas"),
    AccountSpec(BANK, "Bank", ASSET, "Bank"),
    AccountSpec(PIUTANG_ANGGOTA, "Pinjaman anggota", ASSET, "Pinjaman / angsuran pokok"),
    AccountSpec(PIUTANG_TANGGUNG_RENTENG, "Piutang tanggung renteng", ASSET, "Tanggung renteng"),
    AccountSpec(TABUNGAN_POKOK, "Tabungan pokok", DEBT, "Tabungan pokok"),
    AccountSpec(TABUNGAN_WAJIB, "Tabungan wajib", DEBT, "Tabungan wajib"),
    AccountSpec(TABUNGAN_SUKARELA, "Tabungan sukarela", DEBT, "Tabungan sukarela"),
    AccountSpec(TITIPAN_PENANGGUNG, "Titipan penanggung", DEBT, "Titipan penanggung"),
    AccountSpec(UTANG_LUAR, "Utang kepada pihak luar", DEBT, "Utang pihak luar"),
    AccountSpec(UTANG_SHU, "SHU bagian anggota", DEBT, "SHU anggota"),
    AccountSpec(MODAL_AWAL, "Modal awal kelompok", CAPITAL, "Saldo awal"),
    AccountSpec(CADANGAN, "Cadangan", CAPITAL, "Cadangan"),
    AccountSpec(DANA_TANGGUNG_RENTENG, "Dana tanggung renteng", CAPITAL, "Dana tanggung renteng"),
    AccountSpec(DANA_SOSIAL, "Dana sosial", CAPITAL, "Dana sosial"),
    AccountSpec(DANA_BLM, "Dana BLM Sosial", CAPITAL, "BLM Sosial"),
    AccountSpec(ANTARDANA, "Pemindahan antardana", CAPITAL, "Pindah dana"),
    AccountSpec(SHU, "SHU belum dibagi", CAPITAL, "SHU"),
    AccountSpec(JASA, "Jasa pinjaman", INCOME, "Jasa"),
    AccountSpec(DENDA, "Denda", INCOME, "Denda"),
    AccountSpec(PEMULIHAN, "Pemulihan pinjaman dihapus", INCOME, "Pemulihan pinjaman"),
    AccountSpec(SUMBANGAN, "Sumbangan", INCOME, "Sumbangan"),
    AccountSpec(PENDAPATAN_LAIN, "Pendapatan lain", INCOME, "Lain-lain"),
    AccountSpec(BIAYA_ATK, "Biaya alat tulis", COST, "Alat tulis"),
    AccountSpec(BIAYA_TRANSPORT, "Biaya transport", COST, "Transport"),
    AccountSpec(BIAYA_KONSUMSI, "Biaya konsumsi", COST, "Konsumsi"),
    AccountSpec(JASA_PINJAMAN_LUAR, "Jasa pinjaman luar", COST, "Jasa pinjaman luar"),
    AccountSpec(BIAYA_LAIN, "Biaya lain", COST, "Lain-lain"),
    AccountSpec(PENGHAPUSAN, "Penghapusan pinjaman", COST, "Penghapusan pinjaman"),
    AccountSpec(SELISIH_KAS, "Selisih kas", COST, "Selisih kas"),
)
SAVINGS_ACCOUNTS = (TABUNGAN_POKOK, TABUNGAN_WAJIB, TABUNGAN_SUKARELA)
# What "kas lain" of a meeting may be booked to.
OTHER_INCOME = (SUMBANGAN, PENDAPATAN_LAIN, DANA_SOSIAL, DANA_TANGGUNG_RENTENG)
OTHER_COST = (BIAYA_ATK, BIAYA_TRANSPORT, BIAYA_KONSUMSI, BIAYA_LAIN, DANA_SOSIAL)
# Money of these accounts belongs to a fund of its own (ledger.models.Fund); all other money to the kas.
FUND_OF = {DANA_TANGGUNG_RENTENG: "TR", DANA_SOSIAL: "SOSIAL", DANA_BLM: "BLM"}
BY_CODE = {spec.code: spec for spec in CHART}


def natural_sign(kind: str) -> int:
    """+1 where a debit adds to what people read (assets, costs), -1 elsewhere."""
    return 1 if kind in (ASSET, COST) else -1


def movement_label(contra: str, *, incoming: bool) -> str:
    """What money of the box is called by the account on its other side; of a loan also by its direction."""
    if contra == PIUTANG_ANGGOTA:
        return "Angsuran pokok" if incoming else "Pinjaman"
    return BY_CODE[contra].cash_label
