"""All tables of assessments: what a new install runs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('assessment', '0001_initial'),
        ('assessment', '0002_initial'),
        ('assessment', '0003_eligibility'),
        ('assessment', '0004_blm_since'),
    ]

    initial = True

    dependencies = [
        ('groups', '0001_squashed_0010_inventory'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('GRADUATION', 'Kelulusan KSM Percontohan'), ('ELIGIBILITY', 'Kelayakan BLM Sosial')], default='GRADUATION', max_length=11, verbose_name='jenis')),
                ('outcome', models.CharField(choices=[('PASSED', 'Lulus'), ('EXTENDED', 'Perpanjangan'), ('REVOKED', 'Pembatalan'), ('ELIGIBLE', 'Layak'), ('NOT_ELIGIBLE', 'Belum layak'), ('SUSPENDED', 'Ditangguhkan')], max_length=12, verbose_name='keputusan')),
                ('number', models.PositiveIntegerField(verbose_name='nomor')),
                ('window_first', models.DateField(verbose_name='jendela mulai')),
                ('window_last', models.DateField(verbose_name='jendela selesai')),
                ('as_of', models.DateField(verbose_name='menurut data per')),
                ('policy_version', models.PositiveSmallIntegerField()),
                ('schema_version', models.PositiveSmallIntegerField()),
                ('thresholds', models.JSONField()),
                ('facts', models.JSONField()),
                ('findings', models.JSONField()),
                ('all_met', models.BooleanField()),
                ('overruled', models.BooleanField(default=False, verbose_name='melampaui angka')),
                ('same_person', models.BooleanField(default=False, verbose_name='penetap juga pencatat')),
                ('reason', models.TextField(blank=True, max_length=1000, verbose_name='alasan')),
                ('ksm_name', models.CharField(max_length=120)),
                ('ksm_code', models.CharField(max_length=30)),
                ('bkm_name', models.CharField(max_length=120)),
                ('region_code', models.CharField(max_length=13)),
                ('region_name', models.CharField(max_length=300)),
                ('decided_by_name', models.CharField(max_length=120)),
                ('decided_by_role', models.CharField(max_length=40)),
                ('decided_at', models.DateTimeField(auto_now_add=True)),
                ('second_name', models.CharField(blank=True, max_length=120)),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='groups.ksm')),
                ('revokes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revoked_by', to='assessment.assessment')),
                ('second', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'penilaian',
                'ordering': ['ksm', '-number'],
                'constraints': [models.UniqueConstraint(fields=('ksm', 'number'), name='assessment_number_once'), models.CheckConstraint(condition=models.Q(('overruled', False), models.Q(('second__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='assessment_overruled_has_second'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'REVOKED'), _negated=True), models.Q(('revokes__isnull', False), ('second__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='assessment_revocation_complete')],
            },
        ),
        migrations.CreateModel(
            name='DecisionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('OVERRULE', 'Lulus melampaui angka'), ('REVOKE', 'Pembatalan keputusan')], max_length=8, verbose_name='permintaan')),
                ('reason', models.TextField(max_length=1000, verbose_name='alasan')),
                ('state', models.CharField(choices=[('WAITING', 'Menunggu persetujuan'), ('APPROVED', 'Disetujui'), ('REFUSED', 'Ditolak')], default='WAITING', max_length=8, verbose_name='status')),
                ('requested_at', models.DateTimeField(auto_now_add=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer_note', models.CharField(blank=True, max_length=300, verbose_name='catatan')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decision_requests', to='groups.ksm')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('result', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='request', to='assessment.assessment')),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessment.assessment')),
            ],
            options={
                'ordering': ['-requested_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'WAITING')), fields=('ksm', 'action'), name='request_one_waiting_per_action')],
            },
        ),
        migrations.CreateModel(
            name='EligibilityCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, verbose_name='yang dilihat')),
                ('met', models.BooleanField(verbose_name='terpenuhi')),
                ('seen_on', models.DateField(verbose_name='dilihat tanggal')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='catatan')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='dicatat')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='eligibility_checks', to='groups.ksm')),
            ],
            options={
                'verbose_name': 'pengamatan kelayakan',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['ksm', 'code'], name='eligibility_check_ksm_code')],
                'constraints': [models.CheckConstraint(condition=models.Q(('met', True), models.Q(('note', ''), _negated=True), _connector='OR'), name='eligibility_check_no_has_note')],
            },
        ),
        migrations.CreateModel(
            name='EligibilityProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('ELIGIBLE', 'Layak'), ('NOT_ELIGIBLE', 'Belum layak'), ('SUSPENDED', 'Ditangguhkan')], max_length=12, verbose_name='rekomendasi')),
                ('reason', models.TextField(blank=True, max_length=1000, verbose_name='alasan')),
                ('state', models.CharField(choices=[('WAITING', 'Menunggu keputusan'), ('APPROVED', 'Diputuskan'), ('REFUSED', 'Dikembalikan')], default='WAITING', max_length=8, verbose_name='status')),
                ('proposed_role', models.CharField(max_length=40)),
                ('proposed_at', models.DateTimeField(auto_now_add=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer_note', models.CharField(blank=True, max_length=300, verbose_name='catatan')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='eligibility_proposals', to='groups.ksm')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('result', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposal', to='assessment.assessment')),
            ],
            options={
                'verbose_name': 'rekomendasi kelayakan',
                'ordering': ['-proposed_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'WAITING')), fields=('ksm',), name='eligibility_one_proposal_waiting'), models.CheckConstraint(condition=models.Q(('outcome', 'ELIGIBLE'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='eligibility_proposal_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('ksm', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='standing', serialize=False, to='groups.ksm')),
                ('as_of', models.DateField()),
                ('data_version', models.PositiveIntegerField()),
                ('status', models.CharField(choices=[('FORMING', 'Pembentukan'), ('CANDIDATE', 'Calon percontohan'), ('READY', 'Siap lulus'), ('MISSING', 'Syarat belum'), ('LAGGING', 'Tertinggal'), ('MODEL', 'Percontohan'), ('CLOSED', 'Ditutup')], max_length=9)),
                ('eligibility', models.CharField(choices=[('NOT_YET', 'Belum waktunya'), ('WAITING', 'Menunggu penilaian UP-UP'), ('PROPOSED', 'Dalam penilaian'), ('ELIGIBLE', 'Layak BLM'), ('NOT_ELIGIBLE', 'Belum layak'), ('SUSPENDED', 'Ditangguhkan'), ('ACCESSED', 'Telah mengakses BLM')], max_length=12)),
                ('eligibility_missing', models.CharField(blank=True, max_length=600)),
                ('blm_since', models.DateField(null=True)),
                ('attention', models.PositiveSmallIntegerField()),
                ('week', models.PositiveSmallIntegerField(null=True)),
                ('members', models.PositiveSmallIntegerField()),
                ('women', models.PositiveSmallIntegerField()),
                ('state', models.CharField(max_length=20)),
                ('window_first', models.DateField(null=True)),
                ('window_last', models.DateField(null=True)),
                ('findings', models.JSONField()),
                ('rules_met', models.BooleanField(null=True)),
                ('attendance_met', models.BooleanField(null=True)),
                ('savings_met', models.BooleanField(null=True)),
                ('books_met', models.BooleanField(null=True)),
                ('agenda_met', models.BooleanField(null=True)),
                ('missing_count', models.PositiveSmallIntegerField()),
                ('last_meeting_on', models.DateField(null=True)),
                ('cash', models.BigIntegerField()),
                ('savings_total', models.BigIntegerField()),
                ('loans_outstanding', models.BigIntegerField()),
                ('arrears', models.BigIntegerField()),
                ('next_step', models.CharField(max_length=300)),
            ],
            options={
                'indexes': [models.Index(fields=['status', 'attention'], name='standing_status_attention')],
            },
        ),
    ]
