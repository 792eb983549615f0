"""Standings keep the next visit and who was not asked for consent, and are found by the day on which they are due.

Rows of before are due at once: who was not asked is not known of them.
"""

from django.db import migrations, models


def make_due(apps, schema_editor):
    apps.get_model("assessment", "Standing").objects.update(due_on=None)


class Migration(migrations.Migration):
    dependencies = [("assessment", "0015_eligibility_of_a_standing"), ("groups", "0049_standing_outdated")]

    operations = [
        migrations.AddField("standing", "unasked", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("standing", "visit_due_on", models.DateField(null=True)),
        migrations.AddField("standing", "visited_on", models.DateField(null=True)),
        migrations.AddIndex("standing", models.Index(fields=["due_on"], name="standing_due_on")),
        migrations.AddIndex("standing", models.Index(fields=["as_of"], name="standing_as_of")),
        migrations.RemoveIndex("standing", "standing_status_attention"),
        migrations.AddIndex(
            "standing",
            models.Index(
                fields=["-attention", "unrecorded_since", "-missing_count", "-arrears"], name="standing_urgent"
            ),
        ),
        migrations.AddIndex("standing", models.Index(fields=["unrecorded_since"], name="standing_unrecorded_since")),
        migrations.AddIndex("standing", models.Index(fields=["meets_on"], name="standing_meets_on")),
        migrations.AddIndex("standing", models.Index(fields=["visited_on"], name="standing_visited_on")),
        migrations.RunPython(make_due, migrations.RunPython.noop, elidable=True),
    ]
