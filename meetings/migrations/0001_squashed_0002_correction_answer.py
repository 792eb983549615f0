"""All tables of meetings: what a new install runs."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('meetings', '0001_initial'),
        ('meetings', '0002_correction_answer'),
    ]

    initial = True

    dependencies = [
        ('groups', '0001_squashed_0010_inventory'),
        ('ledger', '0001_squashed_0017_collectability_by'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalMeeting',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ROUTINE', 'Rutin'), ('EXTRA', 'Insidental')], default='ROUTINE', max_length=7, verbose_name='jenis')),
                ('state', models.CharField(choices=[('CLOSED', 'Ditutup'), ('REOPENED', 'Dibuka kembali'), ('NOT_HELD', 'Tidak dilaksanakan'), ('HOLIDAY', 'Libur')], max_length=8, verbose_name='status')),
                ('scheduled_on', models.DateField(verbose_name='jadwal')),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='dilaksanakan')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='alasan')),
                ('declared_at', models.DateTimeField(blank=True, editable=False, verbose_name='dinyatakan')),
                ('start_time', models.TimeField(blank=True, null=True, verbose_name='mulai')),
                ('end_time', models.TimeField(blank=True, null=True, verbose_name='selesai')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='tempat')),
                ('chair', models.CharField(blank=True, max_length=120, verbose_name='pemimpin')),
                ('minute_taker', models.CharField(blank=True, max_length=120, verbose_name='notulis')),
                ('next_date', models.DateField(blank=True, null=True, verbose_name='pertemuan berikut')),
                ('next_time', models.TimeField(blank=True, null=True, verbose_name='jam pertemuan berikut')),
                ('next_place', models.CharField(blank=True, max_length=120, verbose_name='tempat berikut')),
                ('next_chair', models.CharField(blank=True, max_length=120, verbose_name='pemimpin berikut')),
                ('counted_cash', models.BigIntegerField(blank=True, null=True, verbose_name='kas dihitung')),
                ('cash_difference', models.BigIntegerField(default=0, verbose_name='selisih kas')),
                ('difference_reason', models.CharField(blank=True, max_length=300, verbose_name='alasan selisih')),
                ('imported', models.BooleanField(default=False, verbose_name='diimpor')),
                ('revision', models.PositiveSmallIntegerField(default=1, verbose_name='revisi')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='ditutup')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('closed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='ledger.journalentry', verbose_name='jurnal')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ksm', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='groups.ksm')),
            ],
            options={
                'verbose_name': 'historical pertemuan',
                'verbose_name_plural': 'historical pertemuans',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ROUTINE', 'Rutin'), ('EXTRA', 'Insidental')], default='ROUTINE', max_length=7, verbose_name='jenis')),
                ('state', models.CharField(choices=[('CLOSED', 'Ditutup'), ('REOPENED', 'Dibuka kembali'), ('NOT_HELD', 'Tidak dilaksanakan'), ('HOLIDAY', 'Libur')], max_length=8, verbose_name='status')),
                ('scheduled_on', models.DateField(verbose_name='jadwal')),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='dilaksanakan')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='alasan')),
                ('declared_at', models.DateTimeField(auto_now_add=True, verbose_name='dinyatakan')),
                ('start_time', models.TimeField(blank=True, null=True, verbose_name='mulai')),
                ('end_time', models.TimeField(blank=True, null=True, verbose_name='selesai')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='tempat')),
                ('chair', models.CharField(blank=True, max_length=120, verbose_name='pemimpin')),
                ('minute_taker', models.CharField(blank=True, max_length=120, verbose_name='notulis')),
                ('minutes', models.TextField(blank=True, max_length=5000, verbose_name='notulen')),
                ('decisions', models.TextField(blank=True, max_length=5000, verbose_name='keputusan')),
                ('follow_up', models.TextField(blank=True, max_length=5000, verbose_name='tindak lanjut')),
                ('next_date', models.DateField(blank=True, null=True, verbose_name='pertemuan berikut')),
                ('next_time', models.TimeField(blank=True, null=True, verbose_name='jam pertemuan berikut')),
                ('next_place', models.CharField(blank=True, max_length=120, verbose_name='tempat berikut')),
                ('next_chair', models.CharField(blank=True, max_length=120, verbose_name='pemimpin berikut')),
                ('counted_cash', models.BigIntegerField(blank=True, null=True, verbose_name='kas dihitung')),
                ('cash_difference', models.BigIntegerField(default=0, verbose_name='selisih kas')),
                ('difference_reason', models.CharField(blank=True, max_length=300, verbose_name='alasan selisih')),
                ('imported', models.BooleanField(default=False, verbose_name='diimpor')),
                ('revision', models.PositiveSmallIntegerField(default=1, verbose_name='revisi')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='ditutup')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meeting', to='ledger.journalentry', verbose_name='jurnal')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='groups.ksm')),
            ],
            options={
                'verbose_name': 'pertemuan',
                'ordering': ['ksm', 'scheduled_on', 'pk'],
                'indexes': [models.Index(fields=['ksm', 'held_on'], name='meeting_ksm_held')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'ROUTINE')), fields=('ksm', 'scheduled_on'), name='meeting_one_routine_per_scheduled_day'), models.CheckConstraint(condition=models.Q(models.Q(('held_on__isnull', False), ('state__in', ['CLOSED', 'REOPENED'])), models.Q(('held_on__isnull', True), ('state__in', ['NOT_HELD', 'HOLIDAY'])), _connector='OR'), name='meeting_held_has_date')],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changes', models.JSONField()),
                ('reason', models.CharField(max_length=300, verbose_name='alasan')),
                ('state', models.CharField(choices=[('WAITING', 'Menunggu persetujuan'), ('APPLIED', 'Disetujui'), ('REFUSED', 'Ditolak')], default='WAITING', max_length=8, verbose_name='status')),
                ('requested_at', models.DateTimeField(auto_now_add=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('answer_note', models.CharField(blank=True, max_length=300, verbose_name='catatan jawaban')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='correction', to='ledger.journalentry', verbose_name='jurnal')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='groups.ksm')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='meetings.meeting')),
            ],
            options={
                'verbose_name': 'koreksi',
                'ordering': ['-requested_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'WAITING')), fields=('meeting',), name='correction_one_waiting_per_meeting')],
            },
        ),
        migrations.CreateModel(
            name='BookCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveSmallIntegerField(verbose_name='urutan')),
                ('code', models.CharField(max_length=20, verbose_name='kode')),
                ('label', models.CharField(max_length=60, verbose_name='buku')),
                ('required', models.BooleanField(default=True, verbose_name='wajib')),
                ('finished_on', models.DateField(blank=True, null=True, verbose_name='selesai tanggal')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='alasan tidak berlaku')),
                ('checked_by', models.CharField(blank=True, max_length=120, verbose_name='diperiksa oleh')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.ksm')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='books', to='meetings.meeting')),
            ],
            options={
                'verbose_name': 'buku',
                'ordering': ['meeting', 'sequence'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'code'), name='bookcheck_once_per_meeting')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('H', 'Hadir'), ('T', 'Terlambat'), ('I', 'Izin'), ('S', 'Sakit'), ('A', 'Alpa'), ('W', 'Diwakili')], max_length=1, verbose_name='kehadiran')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.ksm')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='groups.member')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='meetings.meeting')),
            ],
            options={
                'verbose_name': 'kehadiran',
                'ordering': ['meeting', 'member__number'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'member'), name='attendance_once_per_member')],
            },
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveSmallIntegerField(verbose_name='urutan')),
                ('code', models.CharField(max_length=20, verbose_name='kode')),
                ('label', models.CharField(max_length=120, verbose_name='agenda')),
                ('state', models.CharField(choices=[('DONE', 'Terlaksana'), ('NOT_DONE', 'Tidak terlaksana'), ('NA', 'Tidak berlaku')], max_length=8, verbose_name='hasil')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='alasan')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.ksm')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='meetings.meeting')),
            ],
            options={
                'verbose_name': 'agenda',
                'ordering': ['meeting', 'sequence'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'code'), name='agenda_once_per_meeting'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'NA'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='agenda_not_applicable_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='SheetDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ROUTINE', 'Rutin'), ('EXTRA', 'Insidental')], max_length=7)),
                ('scheduled_on', models.DateField()),
                ('revision', models.PositiveIntegerField(default=1)),
                ('payload', models.JSONField()),
                ('saved_at', models.DateTimeField(auto_now=True)),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='groups.ksm')),
                ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ksm', 'kind', 'scheduled_on'), name='draft_one_per_meeting')],
            },
        ),
        migrations.CreateModel(
            name='SheetRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveSmallIntegerField()),
                ('payload', models.JSONField()),
                ('reason', models.CharField(max_length=300, verbose_name='alasan')),
                ('reopened_at', models.DateTimeField(auto_now_add=True)),
                ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.journalentry')),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.ksm')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='meetings.meeting')),
                ('reopened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['meeting', '-revision'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'revision'), name='revision_once')],
            },
        ),
        migrations.CreateModel(
            name='SheetSubmission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('action', models.CharField(max_length=8)),
                ('payload_hash', models.CharField(max_length=64)),
                ('payload', models.JSONField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='submissions', to='groups.ksm')),
                ('meeting', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='submissions', to='meetings.meeting')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ksm', 'key'), name='submission_key_once')],
            },
        ),
        migrations.CreateModel(
            name='WorkbookImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(max_length=64)),
                ('warnings', models.JSONField(default=list)),
                ('actor', models.CharField(max_length=160, verbose_name='oleh')),
                ('imported_at', models.DateTimeField(auto_now_add=True)),
                ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ksm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='groups.ksm')),
            ],
            options={
                'ordering': ['-imported_at'],
            },
        ),
    ]
