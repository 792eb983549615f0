"""Standings keep what holds of the criteria of eligibility, which act comes next, and what can still be reached.

Rows of before are computed anew when somebody looks, or by night: how many are met is not known of them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessment", "0014_figures_of_a_standing")]

    operations = [
        migrations.AddField("standing", "eligibility_asked", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("standing", "eligibility_met", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("standing", "next_act", models.CharField(blank=True, max_length=10)),
        migrations.AddField("standing", "reachable_count", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("standing", "verdicts", models.CharField(blank=True, max_length=40)),
    ]
