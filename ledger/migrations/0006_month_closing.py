"""Closing months: what was closed through, and the log of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0005_scorecard'),
        ('ledger', '0005_blm'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='book',
            name='months_closed_through',
            field=models.DateField(blank=True, null=True, verbose_name='bulan ditutup sampai'),
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
    ]
