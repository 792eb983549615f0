"""Other indexes begin with the same column: these only cost. Dropped by name, so that no table is written anew."""

import django.db.models.deletion
from django.db import migrations, models

INDEXES = [
    "meetings_meeting_ksm_id_4109f641 ON meetings_meeting (ksm_id)",
    "meetings_attendance_meeting_id_296f48af ON meetings_attendance (meeting_id)",
    "meetings_agendaitem_meeting_id_07815bb0 ON meetings_agendaitem (meeting_id)",
    "meetings_bookcheck_meeting_id_cb1847fb ON meetings_bookcheck (meeting_id)",
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
        ('meetings', '0008_meeting_photos'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='agendaitem',
                    name='meeting',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='meetings.meeting'),
                ),
                migrations.AlterField(
                    model_name='attendance',
                    name='meeting',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='meetings.meeting'),
                ),
                migrations.AlterField(
                    model_name='bookcheck',
                    name='meeting',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='books', to='meetings.meeting'),
                ),
                migrations.AlterField(
                    model_name='meeting',
                    name='ksm',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='groups.ksm'),
                ),
            ],
            database_operations=[migrations.RunPython(drop, create)],
        ),
    ]
