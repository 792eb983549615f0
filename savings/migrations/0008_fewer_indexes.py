"""Other indexes begin with the same column: these only cost. Dropped by name, so that no table is written anew."""

import django.db.models.deletion
from django.db import migrations, models

INDEXES = [
    "savings_saving_ksm_id_657e672b ON savings_saving (ksm_id)",
]


def names(schema_editor):
    return INDEXES


def drop(apps, schema_editor):
    for index in names(schema_editor):
        schema_editor.execute(f"DROP INDEX IF EXISTS {index.split()[0]}")


def create(apps, schema_editor):
    for index in names(schema_editor):
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {index}")


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0029_borrowers_named'),
        ('savings', '0007_old_papers'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='saving',
                    name='ksm',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='savings', to='groups.ksm'),
                ),
            ],
            database_operations=[migrations.RunPython(drop, create)],
        ),
    ]
