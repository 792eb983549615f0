"""Standings keep the five figures; what is missing in words is made for who looks at a group."""

from django.db import migrations, models

KEPT = ("code", "actual", "threshold", "met", "on_track")
AT_ONCE = 1000


def keep_figures(apps, schema_editor):
    standings = apps.get_model("assessment", "Standing").objects
    last = 0
    while rows := list(standings.filter(pk__gt=last).order_by("pk").only("pk", "findings")[:AT_ONCE]):
        for row in rows:
            row.figures = [{name: finding[name] for name in KEPT} for finding in row.findings]
        standings.bulk_update(rows, ["figures"])
        last = rows[-1].pk


def forget(apps, schema_editor):
    """On the way back: standings are recomputed when somebody looks."""
    apps.get_model("assessment", "Standing").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("assessment", "0013_week_of_a_standing")]

    operations = [
        migrations.AddField("standing", "figures", models.JSONField(default=list)),
        migrations.RunPython(keep_figures, migrations.RunPython.noop),
        migrations.RemoveField("standing", "findings"),
        migrations.RunPython(migrations.RunPython.noop, forget),
    ]
