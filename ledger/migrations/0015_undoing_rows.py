"""Say of instalments that were replaced by which schedule, and of opening loans whether they have one."""

from django.db import migrations


def fill(apps, schema_editor):
    Loan = apps.get_model("ledger", "Loan")
    Installment = apps.get_model("ledger", "Installment")
    LoanEvent = apps.get_model("ledger", "LoanEvent")
    scheduled = Installment.objects.values("loan")
    Loan.objects.filter(is_opening=True).exclude(pk__in=scheduled).update(is_free=True)
    # In the order of the acts, so that of two on one day each takes the rows that it can have replaced.
    for event in LoanEvent.objects.filter(new_version__isnull=False, state="DONE").order_by("loan", "new_version"):
        rows = Installment.objects.filter(
            loan=event.loan_id,
            in_force_until=event.date,
            version__lte=event.old_version,
            replaced_by_version__isnull=True,
        )
        rows.update(replaced_by_version=event.new_version)


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0014_undoing'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
