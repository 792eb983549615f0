"""All tables of the books, the chart of accounts and the view of signed sides: what a new install runs.

Left out of the migrations replaced here are those that only turned older rows into newer ones (elidable).
"""

import datetime
import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


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
    ("2401", "SHU bagian anggota", "DEBT"),
    ("3101", "Modal awal kelompok", "CAPITAL"),
    ("3102", "Cadangan", "CAPITAL"),
    ("3201", "Dana tanggung renteng", "CAPITAL"),
    ("3202", "Dana sosial", "CAPITAL"),
    ("3203", "Dana BLM Sosial", "CAPITAL"),
    ("3209", "Pemindahan antardana", "CAPITAL"),
    ("3301", "SHU belum dibagi", "CAPITAL"),
    ("4101", "Jasa pinjaman", "INCOME"),
    ("4102", "Denda", "INCOME"),
    ("4103", "Pemulihan pinjaman dihapus", "INCOME"),
    ("4901", "Sumbangan", "INCOME"),
    ("4909", "Pendapatan lain", "INCOME"),
    ("5101", "Biaya alat tulis", "COST"),
    ("5102", "Biaya transport", "COST"),
    ("5103", "Biaya konsumsi", "COST"),
    ("5104", "Jasa pinjaman luar", "COST"),
    ("5109", "Biaya lain", "COST"),
    ("5201", "Penghapusan pinjaman", "COST"),
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


def first_class_limits(apps, schema_editor):
    apps.get_model("ledger", "CollectabilityRule").objects.create(
        effective_from=datetime.date(2000, 1, 1),
        source="Batas kelas 2 menurut pedoman pinjaman bergulir; selebihnya belum dapat dipastikan.",
    )


class Migration(migrations.Migration):

    replaces = [
        ('ledger', '0001_initial'),
        ('ledger', '0002_chart_and_postings'),
        ('ledger', '0003_repayment_undone_by'),
        ('ledger', '0004_loan_fund'),
        ('ledger', '0005_blm'),
        ('ledger', '0006_month_closing'),
        ('ledger', '0007_surplus'),
        ('ledger', '0008_loan_life'),
        ('ledger', '0009_joint_liability'),
        ('ledger', '0010_outside_loans'),
        ('ledger', '0011_capacity'),
        ('ledger', '0012_collectability'),
        ('ledger', '0013_book_index'),
        ('ledger', '0014_undoing'),
        ('ledger', '0015_undoing_rows'),
        ('ledger', '0016_outside_life_and_heirs'),
        ('ledger', '0017_collectability_by'),
    ]

    initial = True

    dependencies = [
        ('groups', '0001_squashed_0010_inventory'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountPosting',
            fields=[
                ('id', models.CharField(max_length=30, primary_key=True, serialize=False)),
                ('date', models.DateField()),
                ('amount', models.BigIntegerField()),
                ('fund', models.CharField(max_length=6)),
            ],
            options={
                'db_table': 'ledger_accountposting',
                'ordering': ['date', 'entry', 'line'],
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('code', models.CharField(max_length=4, primary_key=True, serialize=False, verbose_name='kode')),
                ('name', models.CharField(max_length=60, verbose_name='nama')),
                ('kind', models.CharField(choices=[('ASSET', 'Harta'), ('DEBT', 'Utang'), ('CAPITAL', 'Modal'), ('INCOME', 'Pendapatan'), ('COST', 'Biaya')], max_length=8, verbose_name='jenis')),
            ],
            options={
                'verbose_name': 'akun',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Book',
            fields=[
                ('ksm', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='book', serialize=False, to='groups.ksm')),
                ('last_entry_number', models.PositiveIntegerField(default=0)),
                ('last_loan_number', models.PositiveIntegerField(default=0)),
                ('closed_through', models.DateField(blank=True, null=True, verbose_name='ditutup sampai')),
                ('months_closed_through', models.DateField(blank=True, null=True, verbose_name='bulan ditutup sampai')),
            ],
        ),
        migrations.CreateModel(
            name='BlmGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=10, verbose_name='nomor')),
                ('state', models.CharField(choices=[('DRAFT', 'Konsep'), ('PROPOSED', 'Diajukan'), ('VERIFIED', 'Diverifikasi'), ('APPROVED', 'Disetujui'), ('REJECTED', 'Ditolak'), ('AGREED', 'Perjanjian ditandatangani')], default='DRAFT', max_length=8, verbose_name='status')),
                ('background', models.TextField(max_length=3000, verbose_name='latar belakang')),
                ('plan', models.TextField(max_length=3000, verbose_name='rencana penggunaan')),
                ('proposed_on', models.DateField(null=True, verbose_name='tanggal diajukan')),
                ('visited_on', models.DateField(null=True, verbose_name='tanggal kunjungan')),
                ('feasible', models.BooleanField(null=True, verbose_name='layak dibiayai')),
                ('recommended_amount', models.PositiveBigIntegerField(null=True, verbose_name='jumlah yang direkomendasikan')),
                ('verification_note', models.TextField(blank=True, max_length=1000, verbose_name='catatan verifikasi')),
                ('decided_on', models.DateField(null=True, verbose_name='tanggal diputuskan')),
                ('approved_amount', models.PositiveBigIntegerField(null=True, verbose_name='jumlah yang disetujui')),
                ('decision_reason', models.TextField(blank=True, max_length=1000, verbose_name='alasan keputusan')),
                ('agreed_on', models.DateField(null=True, verbose_name='tanggal perjanjian')),
                ('signers', models.CharField(blank=True, max_length=300, verbose_name='penanda tangan')),
                ('principal_returns', models.CharField(blank=True, choices=[('STAYS', 'Tetap bergulir di KSM'), ('RETURNS', 'Dikembalikan kepada BKM')], max_length=7, verbose_name='pokok pinjaman')),
                ('return_installments', models.PositiveSmallIntegerField(null=True, verbose_name='dikembalikan dalam (kali)')),
                ('return_note', models.CharField(blank=True, max_length=300, verbose_name='cara pengembalian')),
                ('agreed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='groups.ksm')),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('verified_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'BLM Sosial',
                'ordering': ['ksm', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('ksm', 'number'), name='grant_number_unique_in_ksm'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(models.Q(('decided_by', models.F('verified_by')), _negated=True), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='grant_decided_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'REJECTED'), _negated=True), models.Q(('decision_reason', ''), _negated=True), _connector='OR'), name='grant_rejection_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'AGREED'), _negated=True), models.Q(('agreed_on__isnull', False), models.Q(('principal_returns', ''), _negated=True)), _connector='OR'), name='grant_agreed_says_what_returns')],
            },
        ),
        migrations.CreateModel(
            name='BudgetLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveSmallIntegerField(verbose_name='no')),
                ('description', models.CharField(max_length=200, verbose_name='uraian')),
                ('volume', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='volume')),
                ('unit', models.CharField(max_length=20, verbose_name='satuan')),
                ('unit_price', models.PositiveBigIntegerField(verbose_name='harga satuan')),
                ('swadaya', models.PositiveBigIntegerField(default=0, verbose_name='swadaya')),
                ('blm', models.PositiveBigIntegerField(default=0, verbose_name='BLM')),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='ledger.blmgrant')),
            ],
            options={
                'verbose_name': 'baris RAB',
                'ordering': ['grant', 'sequence'],
                'constraints': [models.UniqueConstraint(fields=('grant', 'sequence'), name='budgetline_once')],
            },
        ),
        migrations.CreateModel(
            name='CollectabilityRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_from', models.DateField(unique=True, verbose_name='berlaku mulai')),
                ('upto_2', models.PositiveSmallIntegerField(default=3, verbose_name='dalam perhatian khusus sampai')),
                ('upto_3', models.PositiveSmallIntegerField(default=6, verbose_name='kurang lancar sampai')),
                ('upto_4', models.PositiveSmallIntegerField(default=9, verbose_name='diragukan sampai')),
                ('past_maturity_is_bad', models.BooleanField(default=True, verbose_name='lewat jatuh tempo akhir langsung macet')),
                ('at_risk_from', models.PositiveSmallIntegerField(default=3, verbose_name='berisiko (LAR, PAR) mulai')),
                ('reserve_1', models.PositiveSmallIntegerField(default=1, verbose_name='cadangan lancar (%)')),
                ('reserve_2', models.PositiveSmallIntegerField(default=5, verbose_name='cadangan perhatian khusus (%)')),
                ('reserve_3', models.PositiveSmallIntegerField(default=15, verbose_name='cadangan kurang lancar (%)')),
                ('reserve_4', models.PositiveSmallIntegerField(default=50, verbose_name='cadangan diragukan (%)')),
                ('reserve_5', models.PositiveSmallIntegerField(default=100, verbose_name='cadangan macet (%)')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='sumber')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dicatat oleh')),
            ],
            options={
                'verbose_name': 'ketentuan kolektibilitas',
                'ordering': ['-effective_from'],
                'constraints': [models.CheckConstraint(condition=models.Q(('upto_2__lt', models.F('upto_3')), ('upto_3__lt', models.F('upto_4'))), name='collectability_limits_rise'), models.CheckConstraint(condition=models.Q(('reserve_1__lte', 100), ('reserve_2__lte', 100), ('reserve_3__lte', 100), ('reserve_4__lte', 100), ('reserve_5__lte', 100)), name='collectability_reserves_are_shares')],
            },
        ),
        migrations.CreateModel(
            name='GrantEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=60, verbose_name='perbuatan')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('note', models.CharField(blank=True, max_length=1000, verbose_name='catatan')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='ledger.blmgrant')),
            ],
            options={
                'verbose_name': 'riwayat BLM',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='nomor')),
                ('date', models.DateField(verbose_name='tanggal')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='dicatat')),
                ('kind', models.CharField(choices=[('OPENING', 'Saldo awal'), ('MEETING', 'Pertemuan'), ('OTHER', 'Lain-lain'), ('CLOSING', 'Tutup buku'), ('REVERSAL', 'Pembatalan')], max_length=8, verbose_name='jenis')),
                ('memo', models.CharField(max_length=300, verbose_name='uraian')),
                ('counterparty', models.CharField(blank=True, max_length=120, verbose_name='pihak lain')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='groups.ksm')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='ledger.journalentry', verbose_name='membatalkan')),
            ],
            options={
                'verbose_name': 'jurnal',
                'ordering': ['ksm', 'date', 'number'],
                'indexes': [models.Index(fields=['ksm', 'date'], name='entry_ksm_date')],
                'constraints': [models.UniqueConstraint(fields=('ksm', 'number'), name='entry_number_unique_in_ksm'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'REVERSAL'), ('reverses__isnull', False)), models.Q(models.Q(('kind', 'REVERSAL'), _negated=True), ('reverses__isnull', True)), _connector='OR'), name='entry_reversal_names_its_entry')],
            },
        ),
        migrations.CreateModel(
            name='Loan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lender', models.CharField(choices=[('GROUP', 'KSM'), ('UPK', 'UPK'), ('OTHER', 'Pihak lain')], default='GROUP', max_length=5)),
                ('borrower', models.CharField(choices=[('MEMBER', 'Anggota'), ('GROUP', 'KSM')], default='MEMBER', max_length=6)),
                ('lender_name', models.CharField(blank=True, max_length=120, verbose_name='pemberi pinjaman')),
                ('contract', models.CharField(blank=True, max_length=60, verbose_name='nomor perjanjian')),
                ('number', models.CharField(max_length=20, verbose_name='nomor pinjaman')),
                ('purpose', models.CharField(blank=True, max_length=200, verbose_name='tujuan')),
                ('priority', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='urutan prioritas')),
                ('income', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='penghasilan per periode')),
                ('expenses', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='biaya per periode')),
                ('applied_on', models.DateField(blank=True, null=True, verbose_name='tanggal diajukan')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='tanggal diputuskan')),
                ('decision_note', models.CharField(blank=True, max_length=300, verbose_name='catatan keputusan')),
                ('principal', models.PositiveBigIntegerField(verbose_name='pokok')),
                ('rate_percent', models.DecimalField(decimal_places=6, default=0, max_digits=9, verbose_name='jasa % per periode')),
                ('method', models.CharField(choices=[('FLAT', 'Flat'), ('DECLINING', 'Menurun')], default='FLAT', max_length=9, verbose_name='metode')),
                ('periods', models.PositiveSmallIntegerField(default=1, verbose_name='jangka (kali)')),
                ('unit', models.CharField(choices=[('WEEK', 'Minggu'), ('MONTH', 'Bulan')], default='WEEK', max_length=5, verbose_name='satuan')),
                ('rounding_step', models.PositiveIntegerField(default=1, verbose_name='pembulatan')),
                ('fund', models.CharField(choices=[('KAS', 'Kas kelompok'), ('TR', 'Dana tanggung renteng'), ('SOSIAL', 'Dana sosial'), ('BLM', 'Dana BLM')], default='KAS', max_length=6, verbose_name='dana')),
                ('is_opening', models.BooleanField(default=False, verbose_name='saldo awal')),
                ('is_free', models.BooleanField(default=False, verbose_name='tanpa jadwal')),
                ('state', models.CharField(choices=[('APPLIED', 'Diajukan'), ('APPROVED', 'Disetujui'), ('REJECTED', 'Ditolak'), ('DISBURSED', 'Dicairkan')], default='APPLIED', max_length=9, verbose_name='status')),
                ('disbursed_on', models.DateField(blank=True, null=True, verbose_name='tanggal cair')),
                ('schedule_version', models.PositiveSmallIntegerField(default=1)),
                ('changed_on', models.DateField(blank=True, null=True, verbose_name='ketentuan berubah')),
                ('written_off_on', models.DateField(blank=True, null=True, verbose_name='dihapusbukukan')),
                ('heir', models.CharField(blank=True, max_length=120, verbose_name='ahli waris')),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='loans', to='ledger.journalentry')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loans', to='groups.ksm')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='loans', to='groups.member')),
            ],
            options={
                'verbose_name': 'pinjaman',
                'ordering': ['ksm', 'pk'],
                'indexes': [models.Index(fields=['ksm', 'state'], name='loan_ksm_state')],
                'constraints': [models.UniqueConstraint(fields=('ksm', 'number'), name='loan_number_unique_in_ksm', violation_error_message='Nomor pinjaman ini sudah dipakai.'), models.CheckConstraint(condition=models.Q(('principal__gt', 0)), name='loan_principal_positive'), models.CheckConstraint(condition=models.Q(models.Q(('disbursed_on__isnull', False), ('entry__isnull', False), ('state', 'DISBURSED')), models.Q(models.Q(('state', 'DISBURSED'), _negated=True), ('disbursed_on__isnull', True), ('entry__isnull', True)), _connector='OR'), name='loan_disbursed_has_date_and_entry'), models.CheckConstraint(condition=models.Q(models.Q(('borrower', 'MEMBER'), ('lender', 'GROUP'), ('member__isnull', False)), models.Q(('borrower', 'GROUP'), ('member__isnull', True), models.Q(('lender', 'GROUP'), _negated=True)), _connector='OR'), name='loan_member_borrows_from_group')],
            },
        ),
        migrations.CreateModel(
            name='JournalLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='tanggal')),
                ('amount', models.PositiveBigIntegerField(verbose_name='jumlah')),
                ('fund', models.CharField(choices=[('KAS', 'Kas kelompok'), ('TR', 'Dana tanggung renteng'), ('SOSIAL', 'Dana sosial'), ('BLM', 'Dana BLM')], default='KAS', max_length=6, verbose_name='dana')),
                ('memo', models.CharField(blank=True, max_length=200, verbose_name='uraian')),
                ('credit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.account', verbose_name='kredit')),
                ('debit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.account', verbose_name='debet')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ledger.journalentry')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.ksm')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.member')),
                ('payer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.member')),
                ('loan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ledger.loan')),
            ],
            options={
                'verbose_name': 'baris jurnal',
                'ordering': ['ksm', 'date', 'entry', 'pk'],
                'indexes': [models.Index(fields=['ksm', 'date', 'entry', 'debit', 'credit', 'amount'], name='line_ksm_book'), models.Index(fields=['ksm', 'member'], name='line_ksm_member')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='line_amount_positive'), models.CheckConstraint(condition=models.Q(('debit', models.F('credit')), _negated=True), name='line_two_accounts')],
            },
        ),
        migrations.CreateModel(
            name='Installment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('sequence', models.PositiveSmallIntegerField(verbose_name='ke')),
                ('due_on', models.DateField(verbose_name='jatuh tempo')),
                ('principal', models.PositiveBigIntegerField(verbose_name='pokok')),
                ('jasa', models.PositiveBigIntegerField(verbose_name='jasa')),
                ('in_force_from', models.DateField(default=datetime.date(2000, 1, 1), verbose_name='berlaku mulai')),
                ('in_force_until', models.DateField(blank=True, null=True, verbose_name='diganti')),
                ('replaced_by_version', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='diganti jadwal ke')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.ksm')),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='installments', to='ledger.loan')),
            ],
            options={
                'verbose_name': 'angsuran',
                'ordering': ['loan', 'version', 'sequence'],
                'indexes': [models.Index(fields=['ksm', 'due_on'], name='installment_ksm_due')],
                'constraints': [models.UniqueConstraint(fields=('loan', 'version', 'sequence'), name='installment_once'), models.UniqueConstraint(condition=models.Q(('in_force_until__isnull', True)), fields=('loan', 'sequence'), name='installment_once_in_force'), models.CheckConstraint(condition=models.Q(('principal__gt', 0), ('jasa__gt', 0), _connector='OR'), name='installment_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='GrantMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('priority', models.PositiveSmallIntegerField(verbose_name='urutan prioritas')),
                ('purpose', models.CharField(max_length=200, verbose_name='tujuan')),
                ('requested', models.PositiveBigIntegerField(verbose_name='diusulkan')),
                ('income', models.PositiveBigIntegerField(verbose_name='penghasilan sebulan')),
                ('cost', models.PositiveBigIntegerField(verbose_name='biaya sebulan')),
                ('recommended', models.PositiveBigIntegerField(null=True, verbose_name='rekomendasi')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='catatan kunjungan')),
                ('decided', models.PositiveBigIntegerField(null=True, verbose_name='diputuskan')),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='ledger.blmgrant')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.member')),
                ('loan', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grant_member', to='ledger.loan')),
            ],
            options={
                'verbose_name': 'anggota yang diusulkan',
                'ordering': ['grant', 'priority'],
                'constraints': [models.UniqueConstraint(fields=('grant', 'member'), name='grantmember_once'), models.UniqueConstraint(fields=('grant', 'priority'), name='grantmember_priority_once'), models.CheckConstraint(condition=models.Q(('requested__gt', 0)), name='grantmember_requests')],
            },
        ),
        migrations.CreateModel(
            name='MonthAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='bulan')),
                ('act', models.CharField(choices=[('CLOSED', 'Ditutup'), ('REOPENED', 'Dibuka kembali')], max_length=8, verbose_name='tindakan')),
                ('cash', models.BigIntegerField(blank=True, null=True, verbose_name='kas menurut buku')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='alasan')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='dicatat')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='month_acts', to='groups.ksm')),
            ],
            options={
                'verbose_name': 'tutup bulan',
                'ordering': ['ksm', '-month', '-pk'],
                'indexes': [models.Index(fields=['ksm', 'month'], name='monthact_ksm_month')],
                'constraints': [models.CheckConstraint(condition=models.Q(('month__day', 1)), name='monthact_first_day'), models.CheckConstraint(condition=models.Q(('act', 'CLOSED'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='monthact_reopened_for_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Repayment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='tanggal')),
                ('principal', models.PositiveBigIntegerField(verbose_name='pokok')),
                ('jasa', models.PositiveBigIntegerField(verbose_name='jasa')),
                ('paid_from', models.CharField(choices=[('MEMBER', 'Anggota'), ('TR', 'Tanggung renteng'), ('SAVING', 'Tabungan anggota'), ('GROUP', 'Kas kelompok'), ('HEIR', 'Ahli waris')], default='MEMBER', max_length=6, verbose_name='dibayar dari')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repayments', to='ledger.journalentry')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repayments', to='groups.ksm')),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repayments', to='ledger.loan')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_repayments', to='ledger.journalentry')),
            ],
            options={
                'verbose_name': 'pembayaran angsuran',
                'ordering': ['ksm', 'date', 'pk'],
                'indexes': [models.Index(fields=['ksm', 'loan', 'date'], name='repayment_ksm_loan_date')],
                'constraints': [models.CheckConstraint(condition=models.Q(('principal__gt', 0), ('jasa__gt', 0), _connector='OR'), name='repayment_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='RepaymentPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('principal', models.PositiveBigIntegerField(verbose_name='pokok')),
                ('jasa', models.PositiveBigIntegerField(verbose_name='jasa')),
                ('installment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='ledger.installment')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.ksm')),
                ('repayment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='ledger.repayment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('repayment', 'installment'), name='repaymentpart_once')],
            },
        ),
        migrations.CreateModel(
            name='SurplusSharing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='tahun')),
                ('surplus', models.BigIntegerField(verbose_name='SHU')),
                ('percentages', models.JSONField()),
                ('reserve', models.BigIntegerField(default=0, verbose_name='ke cadangan')),
                ('social', models.PositiveBigIntegerField(default=0, verbose_name='ke dana sosial')),
                ('decided_on', models.DateField(verbose_name='tanggal keputusan')),
                ('minutes', models.CharField(max_length=300, verbose_name='dasar keputusan')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sharing', to='ledger.journalentry')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sharings', to='groups.ksm')),
                ('undone_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.journalentry')),
            ],
            options={
                'verbose_name': 'pembagian SHU',
                'ordering': ['ksm', '-year', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_by__isnull', True)), fields=('ksm', 'year'), name='sharing_once_a_year')],
            },
        ),
        migrations.CreateModel(
            name='SurplusShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_savings', models.PositiveBigIntegerField(verbose_name='dari tabungan')),
                ('from_borrowing', models.PositiveBigIntegerField(verbose_name='dari jasa pinjaman')),
                ('from_office', models.PositiveBigIntegerField(verbose_name='dari kepengurusan')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='surplus_shares', to='groups.member')),
                ('paid_entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.journalentry')),
                ('sharing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='ledger.surplussharing')),
            ],
            options={
                'verbose_name': 'bagian SHU',
                'ordering': ['sharing', 'member__number'],
                'constraints': [models.UniqueConstraint(fields=('sharing', 'member'), name='share_once_a_member')],
            },
        ),
        migrations.CreateModel(
            name='Tranche',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveSmallIntegerField(verbose_name='tahap')),
                ('percent', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='persen')),
                ('amount', models.PositiveBigIntegerField(verbose_name='jumlah')),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tranches', to='ledger.blmgrant')),
            ],
            options={
                'verbose_name': 'tahap pencairan',
                'ordering': ['grant', 'sequence'],
                'constraints': [models.UniqueConstraint(fields=('grant', 'sequence'), name='tranche_once'), models.CheckConstraint(condition=models.Q(('percent__gt', 0), ('percent__lte', Decimal('100'))), name='tranche_percent_in_range'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='tranche_amount_positive')],
            },
        ),
        migrations.CreateModel(
            name='GrantMovement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.PositiveBigIntegerField(verbose_name='jumlah')),
                ('place', models.CharField(choices=[('CASH', 'Tunai'), ('BANK', 'Bank')], max_length=4, verbose_name='tempat uang')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='catatan')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='ledger.blmgrant')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grant_movements', to='groups.ksm')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='grant_movement', to='ledger.journalentry')),
                ('tranche', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='ledger.tranche')),
            ],
            options={
                'verbose_name': 'uang BLM',
                'ordering': ['ksm', 'pk'],
                'indexes': [models.Index(fields=['ksm', 'tranche'], name='grantmovement_ksm_tranche')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='grantmovement_positive')],
            },
        ),
        migrations.CreateModel(
            name='AccountabilityReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('SUBMITTED', 'Menunggu pemeriksaan'), ('ACCEPTED', 'Diterima'), ('RETURNED', 'Dikembalikan')], default='SUBMITTED', max_length=9, verbose_name='status')),
                ('note', models.TextField(max_length=2000, verbose_name='keterangan')),
                ('submitted_on', models.DateField(verbose_name='tanggal dikirim')),
                ('answered_on', models.DateField(null=True, verbose_name='tanggal dijawab')),
                ('answer_note', models.CharField(blank=True, max_length=500, verbose_name='alasan')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tranche', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='ledger.tranche')),
            ],
            options={
                'verbose_name': 'LPJ',
                'ordering': ['tranche', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'RETURNED'), _negated=True), fields=('tranche',), name='report_one_standing_per_tranche'), models.CheckConstraint(condition=models.Q(('answered_by__isnull', True), models.Q(('answered_by', models.F('submitted_by')), _negated=True), _connector='OR'), name='report_answered_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'RETURNED'), _negated=True), models.Q(('answer_note', ''), _negated=True), _connector='OR'), name='report_return_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Undoing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=200, verbose_name='yang dibatalkan')),
                ('acted_on', models.DateField(verbose_name='tanggal semula')),
                ('date', models.DateField(verbose_name='tanggal pembatalan')),
                ('reason', models.CharField(max_length=300, verbose_name='alasan')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='dicatat')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undoing', to='ledger.journalentry', verbose_name='jurnal')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='undoings', to='groups.ksm')),
            ],
            options={
                'verbose_name': 'pembatalan',
                'ordering': ['ksm', '-date', '-pk'],
                'indexes': [models.Index(fields=['ksm', 'date'], name='undoing_ksm_date')],
            },
        ),
        migrations.CreateModel(
            name='TanggungRentengCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='tanggal')),
                ('method', models.CharField(choices=[('FUND', 'Dana tanggung renteng'), ('PRESENT', 'Iuran anggota yang hadir'), ('ALL', 'Iuran semua anggota'), ('SAVINGS', 'Tabungan peminjam sendiri'), ('NAMED', 'Dibayar dalam pertemuan')], max_length=7, verbose_name='cara')),
                ('amount', models.PositiveBigIntegerField(verbose_name='kekurangan')),
                ('minutes', models.CharField(max_length=200, verbose_name='dasar keputusan')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='alasan')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='dicatat')),
                ('installment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.installment')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joint_cases', to='groups.ksm')),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joint_cases', to='ledger.loan')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('repayment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joint_cases', to='ledger.repayment')),
                ('undoing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joint_cases', to='ledger.undoing')),
            ],
            options={
                'verbose_name': 'kejadian tanggung renteng',
                'ordering': ['ksm', '-date', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='jointcase_amount_positive'), models.UniqueConstraint(condition=models.Q(('undoing__isnull', True)), fields=('repayment',), name='jointcase_one_per_repayment')],
            },
        ),
        migrations.CreateModel(
            name='TanggungRentengShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.PositiveBigIntegerField(verbose_name='jumlah')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='ledger.tanggungrentengcase')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.ksm')),
                ('payer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joint_shares', to='groups.member')),
            ],
            options={
                'verbose_name': 'bagian penanggung',
                'ordering': ['case', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('case', 'payer'), name='jointshare_once_per_payer'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='jointshare_amount_positive')],
            },
        ),
        migrations.CreateModel(
            name='TanggungRentengReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='tanggal')),
                ('amount', models.PositiveBigIntegerField(verbose_name='jumlah')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joint_returns', to='ledger.journalentry')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.ksm')),
                ('share', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='ledger.tanggungrentengshare')),
            ],
            options={
                'verbose_name': 'pengembalian tanggung renteng',
                'ordering': ['date', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='jointreturn_amount_positive')],
            },
        ),
        migrations.CreateModel(
            name='LoanEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('EARLY_SETTLED', 'Pelunasan dipercepat'), ('RESCHEDULED', 'Penjadwalan ulang'), ('JASA_WAIVED', 'Pembebasan jasa'), ('WRITTEN_OFF', 'Penghapusbukuan'), ('RECOVERED', 'Penerimaan pinjaman yang dihapusbukukan'), ('SET_OFF', 'Pelunasan dari tabungan'), ('DEATH', 'Peminjam meninggal dunia'), ('CANCELLED', 'Pembatalan perjanjian')], max_length=13, verbose_name='jenis')),
                ('state', models.CharField(choices=[('WAITING', 'Menunggu persetujuan'), ('DONE', 'Berlaku'), ('REFUSED', 'Ditolak'), ('UNDONE', 'Dibatalkan')], default='DONE', max_length=7, verbose_name='status')),
                ('date', models.DateField(verbose_name='tanggal')),
                ('minutes', models.CharField(max_length=200, verbose_name='dasar keputusan')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='alasan')),
                ('principal', models.PositiveBigIntegerField(default=0, verbose_name='pokok')),
                ('jasa', models.PositiveBigIntegerField(default=0, verbose_name='jasa')),
                ('waived', models.PositiveBigIntegerField(default=0, verbose_name='jasa dibebaskan')),
                ('old_version', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('new_version', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('details', models.JSONField(blank=True, default=dict)),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='dicatat')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='dijawab')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='catatan jawaban')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='loan_events', to='ledger.journalentry', verbose_name='jurnal')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loan_events', to='groups.ksm')),
                ('loan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='ledger.loan')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undoing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='loan_events', to='ledger.undoing')),
            ],
            options={
                'verbose_name': 'peristiwa pinjaman',
                'ordering': ['loan', 'pk'],
                'indexes': [models.Index(fields=['ksm', 'state'], name='loanevent_ksm_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'WRITTEN_OFF'), ('state__in', ['WAITING', 'DONE'])), fields=('loan',), name='loanevent_one_write_off'), models.CheckConstraint(condition=models.Q(('state__in', ['DONE', 'UNDONE']), ('kind', 'WRITTEN_OFF'), _connector='OR'), name='loanevent_waits_only_for_write_off'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'UNDONE'), ('undoing__isnull', False)), models.Q(models.Q(('state', 'UNDONE'), _negated=True), ('undoing__isnull', True)), _connector='OR'), name='loanevent_undone_says_by_what')],
            },
        ),
        migrations.CreateModel(
            name='UsedAmount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('swadaya', models.PositiveBigIntegerField(default=0, verbose_name='swadaya dipakai')),
                ('blm', models.PositiveBigIntegerField(default=0, verbose_name='BLM dipakai')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='used', to='ledger.budgetline')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='used', to='ledger.accountabilityreport')),
            ],
            options={
                'ordering': ['line__sequence'],
                'constraints': [models.UniqueConstraint(fields=('report', 'line'), name='usedamount_once')],
            },
        ),
        migrations.RunPython(fill_chart, migrations.RunPython.noop),
        migrations.RunPython(first_class_limits, migrations.RunPython.noop),
        migrations.RunSQL(CREATE_VIEW, "DROP VIEW ledger_accountposting"),
    ]
