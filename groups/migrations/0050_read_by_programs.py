"""What programs read by a token stands among the files that people took."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0049_standing_outdated'),
    ]

    operations = [
        migrations.AddField(
            model_name='export',
            name='token',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='groups.apitoken'),
        ),
        migrations.AlterField(
            model_name='export',
            name='format',
            field=models.CharField(choices=[('xlsx', 'Excel'), ('csv', 'CSV'), ('tar', 'Cadangan'), ('pdf', 'PDF'), ('zip', 'ZIP'), ('txt', 'Teks'), ('jpg', 'Foto'), ('png', 'Gambar'), ('api', 'Program')], max_length=4, verbose_name='bentuk'),
        ),
    ]
