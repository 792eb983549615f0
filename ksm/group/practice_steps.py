"""The guided first month of a practice group: what comes next is read from what is recorded."""

import datetime

from django.urls import reverse

from groups.first_steps import FirstSteps, Step
from groups.models import Ksm
from meetings.models import Meeting
from meetings.pages import sheet_url


def practice_steps(ksm: Ksm) -> FirstSteps:
    """Four meetings and the decision, each with what to tap and why. Two queries."""
    closed = ksm.meetings.filter(state=Meeting.State.CLOSED).count()
    return FirstSteps(
        (
            _sheet(
                ksm,
                1,
                "Pertemuan pertama",
                "Ketuk Semua hadir, menabung, dan mengangsur; lalu Agenda, Buku, dan Tidak ada keputusan. "
                "Hitung kas: ketik yang tertulis di Kas seharusnya. Terakhir Tutup pertemuan.",
                closed >= 1,
            ),
            _sheet(
                ksm,
                2,
                "Minggu 2: pinjaman pertama",
                "Isi seperti minggu 1, lalu buka Pinjaman dan beri seorang anggota 20.000, 4 kali angsuran, "
                "jasa 1%. Kas seharusnya turun, karena uangnya keluar dari kotak.",
                closed >= 2,
            ),
            _sheet(
                ksm,
                3,
                "Minggu 3: angsuran, dan seorang izin",
                "Satu ketukan mengisi tabungan dan angsuran semua. Buka nama yang tidak datang dan ketuk I: "
                "uangnya hilang sendiri dari lembar.",
                closed >= 3,
            ),
            _sheet(
                ksm,
                4,
                "Minggu 4: lembar terakhir bulan ini",
                "Lima ketukan dan uang kas, tanpa petunjuk lagi.",
                closed >= 4,
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


def readings(ksm: Ksm) -> list[tuple[str, str]]:
    """(label, address) of what is read out or sent after the newest meeting; [] before it. One query."""
    newest = ksm.meetings.filter(state=Meeting.State.CLOSED).order_by("scheduled_on").last()
    if newest is None:
        return []
    return [
        ("Ringkasan untuk grup", reverse("meetings:summary", args=[ksm.pk, newest.pk])),
        ("Papan untuk dibacakan", reverse("board", args=[ksm.pk])),
    ]
