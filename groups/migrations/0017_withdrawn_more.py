

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0016_paper_size'),
    ]

    operations = [
        migrations.AddField(
            model_name='checklistrecord',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='checklistrecord',
            name='withdrawn_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='ditarik'),
        ),
        migrations.AddField(
            model_name='checklistrecord',
            name='withdrawn_reason',
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name='alasan ditarik'),
        ),
        migrations.AddField(
            model_name='communitystatus',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='communitystatus',
            name='withdrawn_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='ditarik'),
        ),
        migrations.AddField(
            model_name='communitystatus',
            name='withdrawn_reason',
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name='alasan ditarik'),
        ),
        migrations.AddField(
            model_name='growthstage',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='growthstage',
            name='withdrawn_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='ditarik'),
        ),
        migrations.AddField(
            model_name='growthstage',
            name='withdrawn_reason',
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name='alasan ditarik'),
        ),
        migrations.AddField(
            model_name='historicalchecklistrecord',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalchecklistrecord',
            name='withdrawn_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='ditarik'),
        ),
        migrations.AddField(
            model_name='historicalchecklistrecord',
            name='withdrawn_reason',
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name='alasan ditarik'),
        ),
        migrations.AddField(
            model_name='scorecard',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='scorecard',
            name='withdrawn_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='ditarik'),
        ),
        migrations.AddField(
            model_name='scorecard',
            name='withdrawn_reason',
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name='alasan ditarik'),
        ),
    ]
