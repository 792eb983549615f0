"""The end of a group may be taken back and come again: one row each time, with both its entries."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


FIELDS = ("date", "minutes", "recipient", "members", "funds", "written_off")


def copy(apps, schema_editor):
    Dissolution = apps.get_model("savings", "Dissolution")
    JournalEntry = apps.get_model("ledger", "JournalEntry")
    for ending in apps.get_model("savings", "GroupEnding").objects.select_related("entry"):
        last = ending.entry
        closing = last if last and last.kind == "CLOSING" else None
        paid = JournalEntry.objects.filter(
            ksm=ending.ksm_id, kind="OTHER", date=ending.date, memo__startswith="Pembubaran "
        )
        made = Dissolution.objects.create(
            ksm_id=ending.ksm_id,
            by_id=ending.by_id,
            entry=closing,
            paid_entry=paid.order_by("-number").first(),
            **{name: getattr(ending, name) for name in FIELDS},
        )
        Dissolution.objects.filter(pk=made.pk).update(recorded_at=ending.recorded_at)


def copy_back(apps, schema_editor):
    GroupEnding = apps.get_model("savings", "GroupEnding")
    for row in apps.get_model("savings", "Dissolution").objects.filter(undoing=None):
        made = GroupEnding.objects.create(
            ksm_id=row.ksm_id,
            by_id=row.by_id,
            entry_id=row.entry_id or row.paid_entry_id,
            **{name: getattr(row, name) for name in FIELDS},
        )
        GroupEnding.objects.filter(pk=made.pk).update(recorded_at=row.recorded_at)


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0010_inventory'),
        ('ledger', '0017_collectability_by'),
        ('savings', '0004_exit_of_the_dead'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
            },
        ),
        migrations.AddConstraint(
            model_name='dissolution',
            constraint=models.UniqueConstraint(condition=models.Q(('undoing__isnull', True)), fields=('ksm',), name='dissolution_once_standing'),
        ),
        migrations.RunPython(copy, copy_back, elidable=True),
    ]
