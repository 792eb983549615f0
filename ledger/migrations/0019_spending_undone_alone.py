import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0018_blm_by_the_books")]

    operations = [
        migrations.AddField(
            model_name="grantspending",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_spendings",
                to="ledger.journalentry",
            ),
        ),
    ]
