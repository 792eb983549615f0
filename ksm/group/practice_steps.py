"""The guided first month of a practice group: what comes next is read from what is recorded."""

import datetime
from collections.abc import Sequence

from django.urls import reverse

from groups.first_steps import FirstSteps, Step
from groups.models import Ksm
from meetings.models import Attendance, Meeting
from meetings.pages import sheet_url

AWAY = (Attendance.Status.IZIN, Attendance.Status.SAKIT)


def practice_steps(ksm: Ksm) -> FirstSteps:
    """Four meetings and the decision, each with what to tap and why. Five queries."""
    closed = list(ksm.meetings.filter(state=Meeting.State.CLOSED).order_by("scheduled_on"))
    away = Attendance.objects.filter(ksm=ksm, status__in=AWAY).exists()
    return FirstSteps(
        (
            _sheet(
                ksm,
                1,
                "Pertemuan pertama",
                "Ketuk Semua hadir, menabung, dan mengangsur; lalu Agenda, Buku, dan Tidak ada keputusan. "
                "Hitung kas: ketik yang tertulis di Kas seharusnya. Terakhir Tutup pertemuan.",
                len(closed) >= 1,
            ),
            _summary(ksm, closed),
            _sheet(
                ksm,
                2,
                "Minggu 2: pinjaman pertama",
                "Isi seperti minggu 1, lalu buka Pinjaman dan beri seorang anggota 20.000, 4 kali angsuran, "
                "jasa 1%. Kas seharusnya turun, karena uangnya keluar dari kotak.",
                len(closed) >= 2 and (ksm.loans.exists() or len(closed) >= 3),
            ),
            _sheet(
                ksm,
                3,
                "Minggu 3: angsuran, dan seorang izin",
                "Satu ketukan mengisi tabungan dan angsuran semua. Buka nama yang tidak datang dan ketuk I: "
                "uangnya hilang sendiri dari lembar.",
                len(closed) >= 3 and (away or len(closed) >= 4),
            ),
            _sheet(
                ksm,
                4,
                "Minggu 4: lembar terakhir bulan ini",
                "Lima ketukan dan uang kas, tanpa petunjuk lagi.",
                len(closed) >= 4,
            ),
            Step(
                "Penilaian lulus",
                "Lihat lima syarat dan apa yang masih kurang, lalu tetapkan lulus atau perpanjangan.",
                ksm.assessments.exists(),
                reverse("assessment:list", args=[ksm.pk]),
            ),
        )
    )


def _sheet(ksm: Ksm, week: int, label: str, words: str, is_done: bool) -> Step:
    start = ksm.mentoring_started_on
    if start is None:
        return Step(label, words, is_done)
    day = start + datetime.timedelta(weeks=week - 1)
    return Step(label, words, is_done, sheet_url(ksm, Meeting.Kind.ROUTINE, day))


def _summary(ksm: Ksm, closed: Sequence[Meeting]) -> Step:
    """Nothing is recorded by reading it, so it is behind once the second sheet is closed."""
    url = reverse("meetings:summary", args=[ksm.pk, closed[0].pk]) if closed else ""
    return Step(
        "Bacakan hasilnya",
        "Lihat ringkasan untuk grup kelompok, dan Papan untuk dibacakan: tanpa nama peminjam. "
        "Lalu lanjut ke minggu 2.",
        len(closed) >= 2,
        url,
    )
