"""Days of a membership under closed sheets are corrected by two people (J22)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0012_rhythm_agreed'),
        ('meetings', '0003_discarded_drafts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MembershipCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old_joined_on', models.DateField(verbose_name='masuk semula')),
                ('old_left_on', models.DateField(blank=True, null=True, verbose_name='keluar semula')),
                ('joined_on', models.DateField(verbose_name='masuk')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='keluar')),
                ('marks', models.JSONField(default=dict)),
                ('removed', models.JSONField(default=dict)),
                ('figures', models.JSONField(default=list)),
                ('reason', models.CharField(max_length=300, verbose_name='alasan')),
                ('state', models.CharField(choices=[('WAITING', 'Menunggu persetujuan'), ('APPLIED', 'Disetujui'), ('REFUSED', 'Ditolak')], default='WAITING', max_length=8, verbose_name='status')),
                ('requested_at', models.DateTimeField(auto_now_add=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('answer_note', models.CharField(blank=True, max_length=300, verbose_name='catatan jawaban')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='membership_corrections', to='groups.ksm')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='membership_corrections', to='groups.member')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'koreksi keanggotaan',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'WAITING')), fields=('member',), name='membership_one_waiting_per_member')],
            },
        ),
    ]
