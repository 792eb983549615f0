"""Who set the class limits, and reserves that are shares of a balance."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0016_outside_life_and_heirs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='collectabilityrule',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dicatat oleh'),
        ),
        migrations.AddConstraint(
            model_name='collectabilityrule',
            constraint=models.CheckConstraint(condition=models.Q(('reserve_1__lte', 100), ('reserve_2__lte', 100), ('reserve_3__lte', 100), ('reserve_4__lte', 100), ('reserve_5__lte', 100)), name='collectability_reserves_are_shares'),
        ),
    ]
