"""An exit that was taken back stays readable, and the member may leave again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0010_inventory'),
        ('ledger', '0015_undoing_rows'),
        ('savings', '0002_settlements'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='memberexit',
            name='undoing',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exits', to='ledger.undoing'),
        ),
        migrations.AlterField(
            model_name='memberexit',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exits', to='groups.member'),
        ),
        migrations.AddConstraint(
            model_name='memberexit',
            constraint=models.UniqueConstraint(condition=models.Q(('undoing__isnull', True)), fields=('member',), name='exit_once_per_membership'),
        ),
    ]
