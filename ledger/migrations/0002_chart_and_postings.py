"""Fill the chart of accounts, and create the view that turns each line into its two signed sides."""

from django.db import migrations

CHART = [
    ("1101", "Kas", "ASSET"),
    ("1102", "Bank", "ASSET"),
    ("1201", "Pinjaman anggota", "ASSET"),
    ("1202", "Piutang tanggung renteng", "ASSET"),
    ("2101", "Tabungan pokok", "DEBT"),
    ("2102", "Tabungan wajib", "DEBT"),
    ("2103", "Tabungan sukarela", "DEBT"),
    ("2201", "Titipan penanggung", "DEBT"),
    ("2301", "Utang kepada pihak luar", "DEBT"),
    ("3101", "Modal awal kelompok", "CAPITAL"),
    ("3201", "Dana tanggung renteng", "CAPITAL"),
    ("3202", "Dana sosial", "CAPITAL"),
    ("3203", "Dana BLM Sosial", "CAPITAL"),
    ("4101", "Jasa pinjaman", "INCOME"),
    ("4102", "Denda", "INCOME"),
    ("4901", "Sumbangan", "INCOME"),
    ("4909", "Pendapatan lain", "INCOME"),
    ("5101", "Biaya alat tulis", "COST"),
    ("5102", "Biaya transport", "COST"),
    ("5103", "Biaya konsumsi", "COST"),
    ("5109", "Biaya lain", "COST"),
    ("5901", "Selisih kas", "COST"),
]

CREATE_VIEW = """
CREATE VIEW ledger_accountposting AS
SELECT CAST(id AS VARCHAR(20)) || 'D' AS id, ksm_id, entry_id, id AS line_id, date,
       debit_id AS account_id, credit_id AS contra_id, amount AS amount, fund, member_id, loan_id
FROM ledger_journalline
UNION ALL
SELECT CAST(id AS VARCHAR(20)) || 'K' AS id, ksm_id, entry_id, id AS line_id, date,
       credit_id AS account_id, debit_id AS contra_id, -amount AS amount, fund, member_id, loan_id
FROM ledger_journalline
"""


def fill_chart(apps, schema_editor):
    account = apps.get_model("ledger", "Account")
    account.objects.bulk_create(account(code=code, name=name, kind=kind) for code, name, kind in CHART)


def empty_chart(apps, schema_editor):
    apps.get_model("ledger", "Account").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunPython(fill_chart, empty_chart),
        migrations.RunSQL(CREATE_VIEW, "DROP VIEW ledger_accountposting"),
    ]
