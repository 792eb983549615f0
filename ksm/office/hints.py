"""What somebody who is new reads on the page where the day begins: three sentences for each role."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from groups.access import Role
from groups.models import User
from ksm.dates import local_day

NEW_FOR = datetime.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Hints:
    """The sentences for one role, and the heading of the guide where more is told."""

    sentences: tuple[str, ...]
    slug: str


HINTS: dict[Role, Hints] = {
    Role.FACILITATOR: Hints(
        (
            "Menunggu Anda: ketuk tombolnya untuk langsung mengerjakannya.",
            "Latihan di menu menyediakan kelompok percobaan yang tidak dihitung di mana pun.",
            "Buka Pertemuan hari ini selagi ada sinyal, lalu siapkan lembarnya untuk luring.",
        ),
        "satu-sore-di-ksm-mawar",
    ),
    Role.VOLUNTEER: Hints(
        (
            "Menunggu Anda: ketuk Catat untuk membuka lembar pertemuan KSM Anda.",
            "Nama KSM membuka halamannya; Semua bagian memuat buku dan laporannya.",
            "Buka Pertemuan hari ini selagi ada sinyal, lalu siapkan lembarnya untuk luring.",
        ),
        "relawan-pendamping",
    ),
    Role.UNIT_STAFF: Hints(
        (
            "Menunggu Anda: kelayakan yang dinilai, usulan dan LPJ yang diperiksa.",
            "Dasbor menunjukkan semua KSM; ketuk judul kolom untuk mengurutkan.",
            "Di bawah tiap daftar ada Unduh: berkas Excel dengan isi yang sama.",
        ),
        "petugas-up-up",
    ),
    Role.BKM_COORDINATOR: Hints(
        (
            "Menunggu Anda: keputusan yang memerlukan orang kedua, dengan alasan pemintanya.",
            "Dasbor menunjukkan semua KSM BKM Anda dan siapa yang bergerak berikutnya.",
            "Surat di halaman BKM memuat semua surat resmi menurut nomornya.",
        ),
        "koordinator-bkm",
    ),
    Role.CITY_COORDINATOR: Hints(
        (
            "Dasbor menunjukkan semua KSM di kota Anda; kotak angka di atas menyaring.",
            "Alur KSM menunjukkan berapa kelompok di tiap tahap dan biasanya berapa minggu.",
            "Kaca pembesar di atas menemukan KSM, anggota, dan surat.",
        ),
        "petugas-up-up",
    ),
}


def hints_for(user: User, roles: Iterable[str], today: datetime.date, zone: str) -> Hints | None:
    """The hints of the first of the user's roles, in the first two weeks of the account; None afterwards."""
    held = set(roles)
    if local_day(user.date_joined, zone) + NEW_FOR <= today:
        return None
    return next((hints for role, hints in HINTS.items() if role in held), None)
