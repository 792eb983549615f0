"""What happens to a loan after its disbursement; instalments that count from one day until another."""

import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


ACCOUNTS = [
    ("4103", "Pemulihan pinjaman dihapus", "INCOME"),
    ("5104", "Jasa pinjaman luar", "COST"),
    ("5201", "Penghapusan pinjaman", "COST"),
]


def add_accounts(apps, schema_editor):
    account = apps.get_model("ledger", "Account")
    account.objects.bulk_create(account(code=code, name=name, kind=kind) for code, name, kind in ACCOUNTS)


def end_stale_schedules(apps, schema_editor):
    """Schedules of loans that were never handed out after all count on no day."""
    rows = apps.get_model("ledger", "Installment").objects
    stale = rows.exclude(version=models.F("loan__schedule_version"), loan__state="DISBURSED")
    rows.filter(pk__in=list(stale.values_list("pk", flat=True))).update(
        in_force_until=models.F("in_force_from")
    )


def remove_accounts(apps, schema_editor):
    codes = [code for code, _, _ in ACCOUNTS]
    apps.get_model("ledger", "Account").objects.filter(code__in=codes).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0005_scorecard'),
        ('ledger', '0007_surplus'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LoanEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('EARLY_SETTLED', 'Pelunasan dipercepat'), ('RESCHEDULED', 'Penjadwalan ulang'), ('JASA_WAIVED', 'Pembebasan jasa'), ('WRITTEN_OFF', 'Penghapusbukuan'), ('RECOVERED', 'Penerimaan pinjaman yang dihapusbukukan'), ('SET_OFF', 'Pelunasan dari tabungan'), ('DEATH', 'Peminjam meninggal dunia')], max_length=13, verbose_name='jenis')),
                ('state', models.CharField(choices=[('WAITING', 'Menunggu persetujuan'), ('DONE', 'Berlaku'), ('REFUSED', 'Ditolak')], default='DONE', max_length=7, verbose_name='status')),
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
            ],
            options={
                'verbose_name': 'peristiwa pinjaman',
                'ordering': ['loan', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='installment',
            name='in_force_from',
            field=models.DateField(default=datetime.date(2000, 1, 1), verbose_name='berlaku mulai'),
        ),
        migrations.AddField(
            model_name='installment',
            name='in_force_until',
            field=models.DateField(blank=True, null=True, verbose_name='diganti'),
        ),
        migrations.AddField(
            model_name='loan',
            name='changed_on',
            field=models.DateField(blank=True, null=True, verbose_name='ketentuan berubah'),
        ),
        migrations.AddField(
            model_name='loan',
            name='written_off_on',
            field=models.DateField(blank=True, null=True, verbose_name='dihapusbukukan'),
        ),
        migrations.AlterField(
            model_name='repayment',
            name='paid_from',
            field=models.CharField(choices=[('MEMBER', 'Anggota'), ('TR', 'Tanggung renteng'), ('SAVING', 'Tabungan anggota')], default='MEMBER', max_length=6, verbose_name='dibayar dari'),
        ),
        migrations.RunPython(add_accounts, remove_accounts),
        migrations.RunPython(end_stale_schedules, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name='installment',
            constraint=models.UniqueConstraint(condition=models.Q(('in_force_until__isnull', True)), fields=('loan', 'sequence'), name='installment_once_in_force'),
        ),
        migrations.AddField(
            model_name='loanevent',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='loanevent',
            name='entry',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='loan_events', to='ledger.journalentry', verbose_name='jurnal'),
        ),
        migrations.AddField(
            model_name='loanevent',
            name='ksm',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loan_events', to='groups.ksm'),
        ),
        migrations.AddField(
            model_name='loanevent',
            name='loan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='ledger.loan'),
        ),
        migrations.AddField(
            model_name='loanevent',
            name='recorded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='loanevent',
            index=models.Index(fields=['ksm', 'state'], name='loanevent_ksm_state'),
        ),
        migrations.AddConstraint(
            model_name='loanevent',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'WRITTEN_OFF'), ('state__in', ['WAITING', 'DONE'])), fields=('loan',), name='loanevent_one_write_off'),
        ),
        migrations.AddConstraint(
            model_name='loanevent',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'DONE'), ('kind', 'WRITTEN_OFF'), _connector='OR'), name='loanevent_waits_only_for_write_off'),
        ),
    ]
