"""Other indexes begin with the same column: these only cost. Dropped by name, so that no table is written anew."""

import django.db.models.deletion
from django.db import migrations, models

INDEXES = [
    "ledger_installment_ksm_id_a33e073c ON ledger_installment (ksm_id)",
    "ledger_installment_loan_id_992f703d ON ledger_installment (loan_id)",
    "ledger_journalentry_ksm_id_3c4d47ac ON ledger_journalentry (ksm_id)",
    "ledger_journalline_credit_id_ec2c56df ON ledger_journalline (credit_id)",
    "ledger_journalline_debit_id_ad64e4dd ON ledger_journalline (debit_id)",
    "ledger_journalline_ksm_id_ab8c31d5 ON ledger_journalline (ksm_id)",
    "ledger_repayment_ksm_id_afe15655 ON ledger_repayment (ksm_id)",
    "ledger_repaymentpart_repayment_id_df5ae550 ON ledger_repaymentpart (repayment_id)",
]
# PostgreSQL keeps a second one of a text, for LIKE.
LIKE = [
    "ledger_journalline_credit_id_ec2c56df_like ON ledger_journalline (credit_id varchar_pattern_ops)",
    "ledger_journalline_debit_id_ad64e4dd_like ON ledger_journalline (debit_id varchar_pattern_ops)",
]


def names(schema_editor):
    return INDEXES + LIKE * (schema_editor.connection.vendor == "postgresql")


def drop(apps, schema_editor):
    for index in names(schema_editor):
        schema_editor.execute(f"DROP INDEX IF EXISTS {index.split()[0]}")


def create(apps, schema_editor):
    for index in names(schema_editor):
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {index}")


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0029_borrowers_named'),
        ('ledger', '0027_old_changes_of_rab'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='installment',
                    name='ksm',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.ksm'),
                ),
                migrations.AlterField(
                    model_name='installment',
                    name='loan',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='installments', to='ledger.loan'),
                ),
                migrations.AlterField(
                    model_name='journalentry',
                    name='ksm',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='groups.ksm'),
                ),
                migrations.AlterField(
                    model_name='journalline',
                    name='credit',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.account', verbose_name='kredit'),
                ),
                migrations.AlterField(
                    model_name='journalline',
                    name='debit',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.account', verbose_name='debet'),
                ),
                migrations.AlterField(
                    model_name='journalline',
                    name='ksm',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.ksm'),
                ),
                migrations.AlterField(
                    model_name='repayment',
                    name='ksm',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='repayments', to='groups.ksm'),
                ),
                migrations.AlterField(
                    model_name='repaymentpart',
                    name='repayment',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='ledger.repayment'),
                ),
            ],
            database_operations=[migrations.RunPython(drop, create)],
        ),
    ]
