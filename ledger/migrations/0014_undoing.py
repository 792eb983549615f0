"""Acts taken back: the record of each, and what they need to know to be put back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0010_inventory'),
        ('ledger', '0013_book_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Undoing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=200, verbose_name='yang dibatalkan')),
                ('acted_on', models.DateField(verbose_name='tanggal semula')),
                ('date', models.DateField(verbose_name='tanggal pembatalan')),
                ('reason', models.CharField(max_length=300, verbose_name='alasan')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='dicatat')),
            ],
            options={
                'verbose_name': 'pembatalan',
                'ordering': ['ksm', '-date', '-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='loanevent',
            name='loanevent_waits_only_for_write_off',
        ),
        migrations.AddField(
            model_name='installment',
            name='replaced_by_version',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='diganti jadwal ke'),
        ),
        migrations.AddField(
            model_name='loan',
            name='is_free',
            field=models.BooleanField(default=False, verbose_name='tanpa jadwal'),
        ),
        migrations.AlterField(
            model_name='loanevent',
            name='state',
            field=models.CharField(choices=[('WAITING', 'Menunggu persetujuan'), ('DONE', 'Berlaku'), ('REFUSED', 'Ditolak'), ('UNDONE', 'Dibatalkan')], default='DONE', max_length=7, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='tanggungrentengcase',
            name='repayment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joint_cases', to='ledger.repayment'),
        ),
        migrations.AddField(
            model_name='undoing',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='undoing',
            name='entry',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undoing', to='ledger.journalentry', verbose_name='jurnal'),
        ),
        migrations.AddField(
            model_name='undoing',
            name='ksm',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='undoings', to='groups.ksm'),
        ),
        migrations.AddField(
            model_name='loanevent',
            name='undoing',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='loan_events', to='ledger.undoing'),
        ),
        migrations.AddField(
            model_name='tanggungrentengcase',
            name='undoing',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joint_cases', to='ledger.undoing'),
        ),
        migrations.AddConstraint(
            model_name='loanevent',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['DONE', 'UNDONE']), ('kind', 'WRITTEN_OFF'), _connector='OR'), name='loanevent_waits_only_for_write_off'),
        ),
        migrations.AddConstraint(
            model_name='loanevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'UNDONE'), ('undoing__isnull', False)), models.Q(models.Q(('state', 'UNDONE'), _negated=True), ('undoing__isnull', True)), _connector='OR'), name='loanevent_undone_says_by_what'),
        ),
        migrations.AddConstraint(
            model_name='tanggungrentengcase',
            constraint=models.UniqueConstraint(condition=models.Q(('undoing__isnull', True)), fields=('repayment',), name='jointcase_one_per_repayment'),
        ),
        migrations.AddIndex(
            model_name='undoing',
            index=models.Index(fields=['ksm', 'date'], name='undoing_ksm_date'),
        ),
    ]
