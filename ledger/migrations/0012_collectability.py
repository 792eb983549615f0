"""Class limits of loans and their reserves, as a dated table with its first row."""

import datetime

from django.db import migrations, models


def first_row(apps, schema_editor):
    apps.get_model("ledger", "CollectabilityRule").objects.create(
        effective_from=datetime.date(2000, 1, 1),
        source="Batas kelas 2 menurut pedoman pinjaman bergulir; selebihnya belum dapat dipastikan.",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0011_capacity'),
    ]

    operations = [
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
            ],
            options={
                'verbose_name': 'ketentuan kolektibilitas',
                'ordering': ['-effective_from'],
                'constraints': [models.CheckConstraint(condition=models.Q(('upto_2__lt', models.F('upto_3')), ('upto_3__lt', models.F('upto_4'))), name='collectability_limits_rise')],
            },
        ),
        migrations.RunPython(first_row, migrations.RunPython.noop),
    ]
