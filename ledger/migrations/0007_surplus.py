"""Closing a year: accounts of the surplus, and what each member gets of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


ACCOUNTS = [
    ("2401", "SHU bagian anggota", "DEBT"),
    ("3102", "Cadangan", "CAPITAL"),
    ("3301", "SHU belum dibagi", "CAPITAL"),
]


def add_accounts(apps, schema_editor):
    account = apps.get_model("ledger", "Account")
    account.objects.bulk_create(account(code=code, name=name, kind=kind) for code, name, kind in ACCOUNTS)


def remove_accounts(apps, schema_editor):
    codes = [code for code, _, _ in ACCOUNTS]
    apps.get_model("ledger", "Account").objects.filter(code__in=codes).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0005_scorecard'),
        ('ledger', '0006_month_closing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(add_accounts, remove_accounts),
        migrations.AlterField(
            model_name='journalentry',
            name='kind',
            field=models.CharField(choices=[('OPENING', 'Saldo awal'), ('MEETING', 'Pertemuan'), ('OTHER', 'Lain-lain'), ('CLOSING', 'Tutup buku'), ('REVERSAL', 'Pembatalan')], max_length=8, verbose_name='jenis'),
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
            },
        ),
        migrations.AddConstraint(
            model_name='surplussharing',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_by__isnull', True)), fields=('ksm', 'year'), name='sharing_once_a_year'),
        ),
        migrations.AddConstraint(
            model_name='surplusshare',
            constraint=models.UniqueConstraint(fields=('sharing', 'member'), name='share_once_a_member'),
        ),
    ]
