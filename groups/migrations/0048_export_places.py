"""Of which groups a file of many tells; and what lists of the queue were searched for is forgotten."""

import django.db.models.deletion
from django.db import migrations, models


def forget_searches(apps, schema_editor):
    """As jobs do by themselves from now on: what was searched for may be a name."""
    pieces = apps.get_model("groups", "JobPiece").objects
    over = pieces.filter(job__task="groups.exporting.make_file", job__ended_at__isnull=False)
    over.update(arguments={})


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0047_files_of_all_kinds'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExportPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bkm', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='groups.bkm')),
                ('export', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='groups.export')),
                ('ksm', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='groups.ksm')),
            ],
            options={
                'verbose_name': 'tempat dalam unduhan',
                'ordering': ['export', 'pk'],
            },
        ),
        migrations.RunPython(forget_searches, migrations.RunPython.noop, elidable=True),
    ]
