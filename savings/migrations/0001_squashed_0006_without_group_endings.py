"""All tables of savings: what a new install runs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('savings', '0001_initial'),
        ('savings', '0002_settlements'),
        ('savings', '0003_exit_undoing'),
        ('savings', '0004_exit_of_the_dead'),
        ('savings', '0005_dissolutions'),
        ('savings', '0006_without_group_endings'),
    ]

    initial = True

    dependencies = [
        ('groups', '0001_squashed_0010_inventory'),
        ('ledger', '0001_squashed_0017_collectability_by'),
    ]

    operations = [
        migrations.CreateModel(
            name='Dissolution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='tanggal')),
                ('minutes', models.CharField(max_length=300, verbose_name='dasar keputusan')),
                ('recipient', models.CharField(blank=True, max_length=120, verbose_name='penerima dana')),
                ('members', models.JSONField()),
                ('funds', models.JSONField()),
                ('written_off', models.PositiveBigIntegerField(default=0, verbose_name='pinjaman dihapusbukukan')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.journalentry')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dissolutions', to='groups.ksm')),
                ('paid_entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.journalentry')),
                ('undoing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dissolutions', to='ledger.undoing')),
            ],
            options={
                'verbose_name': 'pembubaran',
                'ordering': ['ksm', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undoing__isnull', True)), fields=('ksm',), name='dissolution_once_standing')],
            },
        ),
        migrations.CreateModel(
            name='MemberExit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='tanggal')),
                ('minutes', models.CharField(max_length=300, verbose_name='dasar keputusan')),
                ('savings', models.JSONField()),
                ('surplus', models.PositiveBigIntegerField(default=0, verbose_name='SHU')),
                ('debts', models.JSONField()),
                ('heir', models.CharField(blank=True, max_length=120, verbose_name='ahli waris')),
                ('returned', models.JSONField(blank=True, default=list)),
                ('owed', models.JSONField(blank=True, default=list)),
                ('paid', models.PositiveBigIntegerField(verbose_name='dibayarkan')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.journalentry')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exits', to='groups.ksm')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exits', to='groups.member')),
                ('undoing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exits', to='ledger.undoing')),
            ],
            options={
                'verbose_name': 'penyelesaian keluar',
                'ordering': ['ksm', '-date', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undoing__isnull', True)), fields=('member',), name='exit_once_per_membership')],
            },
        ),
        migrations.CreateModel(
            name='Saving',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('POKOK', 'Pokok'), ('WAJIB', 'Wajib'), ('SUKARELA', 'Sukarela')], max_length=8, verbose_name='jenis')),
                ('direction', models.CharField(choices=[('IN', 'Setoran'), ('OUT', 'Penarikan')], default='IN', max_length=3, verbose_name='arah')),
                ('amount', models.PositiveBigIntegerField(verbose_name='jumlah')),
                ('date', models.DateField(verbose_name='tanggal')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='savings', to='ledger.journalentry')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='savings', to='groups.ksm')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='savings', to='groups.member')),
            ],
            options={
                'verbose_name': 'tabungan',
                'ordering': ['ksm', 'date', 'pk'],
                'indexes': [models.Index(fields=['ksm', 'entry', 'kind'], name='saving_ksm_entry_kind'), models.Index(fields=['ksm', 'member', 'date'], name='saving_ksm_member_date')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='saving_amount_positive')],
            },
        ),
    ]
