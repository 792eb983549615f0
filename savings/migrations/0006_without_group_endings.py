"""What the rows of dissolutions hold now."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('savings', '0005_dissolutions'),
    ]

    operations = [
        migrations.DeleteModel(
            name='GroupEnding',
        ),
    ]
