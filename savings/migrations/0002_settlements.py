"""Settlements: of members who left, and of groups that ended."""
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0006_blm_rule'),
        ('ledger', '0008_loan_life'),
        ('savings', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GroupEnding',
            fields=[
                ('ksm', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='ending', serialize=False, to='groups.ksm')),
                ('date', models.DateField(verbose_name='tanggal')),
                ('minutes', models.CharField(max_length=300, verbose_name='dasar keputusan')),
                ('recipient', models.CharField(blank=True, max_length=120, verbose_name='penerima dana')),
                ('members', models.JSONField()),
                ('funds', models.JSONField()),
                ('written_off', models.PositiveBigIntegerField(default=0, verbose_name='pinjaman dihapusbukukan')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.journalentry')),
            ],
            options={
                'verbose_name': 'pembubaran',
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
                ('paid', models.PositiveBigIntegerField(verbose_name='dibayarkan')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.journalentry')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exits', to='groups.ksm')),
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='exit', to='groups.member')),
            ],
            options={
                'verbose_name': 'penyelesaian keluar',
                'ordering': ['ksm', '-date', '-pk'],
            },
        ),
    ]
