"""Meetings are agreed from a day on (J21); what stands now counts from the beginning."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0011_region_changes'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalksm',
            name='earlier_rhythms',
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name='historicalksm',
            name='rhythm_since',
            field=models.DateField(blank=True, null=True, verbose_name='kesepakatan pertemuan berlaku mulai'),
        ),
        migrations.AddField(
            model_name='ksm',
            name='earlier_rhythms',
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name='ksm',
            name='rhythm_since',
            field=models.DateField(blank=True, null=True, verbose_name='kesepakatan pertemuan berlaku mulai'),
        ),
    ]
