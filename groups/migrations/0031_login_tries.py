from django.db import migrations, models

# What counted wrong passwords before; it is installed no more.
TABLES_OF_AXES = ("axes_accessattemptexpiration", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog")


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0030_data_key'),
    ]

    operations = [
        *[migrations.RunSQL(f"DROP TABLE IF EXISTS {name}", migrations.RunSQL.noop) for name in TABLES_OF_AXES],
        migrations.CreateModel(
            name='LoginTries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('NAME', 'Nama pengguna'), ('ADDRESS', 'Alamat jaringan')], max_length=7, verbose_name='jenis')),
                ('subject', models.CharField(max_length=150, verbose_name='siapa')),
                ('failed', models.PositiveIntegerField(default=0, verbose_name='percobaan gagal')),
                ('last_at', models.DateTimeField(verbose_name='terakhir')),
                ('locked_until', models.DateTimeField(null=True, verbose_name='terkunci sampai')),
            ],
            options={
                'verbose_name': 'percobaan masuk',
                'indexes': [models.Index(fields=['last_at'], name='login_tries_last')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject'), name='login_tries_once')],
            },
        ),
    ]
