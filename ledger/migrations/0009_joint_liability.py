"""Cases of tanggung renteng, and the account of cash moved between funds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


ANTARDANA = "3209"


def fill(apps, schema_editor):
    account = apps.get_model("ledger", "Account")
    account.objects.create(code=ANTARDANA, name="Pemindahan antardana", kind="CAPITAL")


def empty(apps, schema_editor):
    apps.get_model("ledger", "Account").objects.filter(code=ANTARDANA).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0006_blm_rule'),
        ('ledger', '0008_loan_life'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(fill, empty),
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
                ('repayment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='joint_case', to='ledger.repayment')),
            ],
            options={
                'verbose_name': 'kejadian tanggung renteng',
                'ordering': ['ksm', '-date', '-pk'],
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
            },
        ),
        migrations.AddConstraint(
            model_name='tanggungrentengcase',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='jointcase_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='tanggungrentengshare',
            constraint=models.UniqueConstraint(fields=('case', 'payer'), name='jointshare_once_per_payer'),
        ),
        migrations.AddConstraint(
            model_name='tanggungrentengshare',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='jointshare_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='tanggungrentengreturn',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='jointreturn_amount_positive'),
        ),
    ]
