"""Drafts that were discarded stay readable (J8)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0012_rhythm_agreed'),
        ('meetings', '0001_squashed_0002_correction_answer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DiscardedDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ROUTINE', 'Rutin'), ('EXTRA', 'Insidental')], max_length=7)),
                ('scheduled_on', models.DateField()),
                ('payload', models.JSONField()),
                ('saved_at', models.DateTimeField()),
                ('discarded_at', models.DateTimeField(auto_now_add=True)),
                ('reason', models.CharField(max_length=300)),
                ('discarded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='discarded_drafts', to='groups.ksm')),
                ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
    ]
