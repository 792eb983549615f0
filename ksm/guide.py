"""The guide for field staff as pages show it: its parts out of docs/panduan.md, and which part helps where.

A page's "?" leads to its part. The text is read from the installed file, so that there is one guide only.
"""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

FILE = Path(settings.BASE_DIR) / "docs" / "panduan.md"
# The part for each page, by the name of its address; the first line that fits counts.
TOPICS = (
    ("home", "dari-nol-sampai-pertemuan-pertama"),
    ("login", "1-masuk"),
    ("groups:own_password", "1-masuk"),
    ("new_password", "1-masuk"),
    ("second_factor*", "1-masuk"),
    ("account", "1-masuk"),
    ("recovery_codes", "1-masuk"),
    ("groups:factor_*", "administrator"),
    ("groups:token_*", "program-lain-yang-membaca"),
    ("groups:export_list", "daftar-dan-buku-sebagai-berkas"),
    ("practice*", "latihan-sebelum-sore-pertama"),
    ("groups:paper_check*", "surat-resmi-dan-nomornya"),
    ("groups:*_agenda", "surat-resmi-dan-nomornya"),
    ("groups:program_rule*", "administrator"),
    ("ledger:collectability_rule*", "administrator"),
    ("groups:region_*", "administrator"),
    ("groups:user_*", "administrator"),
    ("groups:lock_*", "administrator"),
    ("backup_*", "administrator"),
    ("system_state", "administrator"),
    ("groups:posting_*", "administrator"),
    ("groups:job_*", "antrean"),
    ("batch_print", "antrean"),
    ("groups:bkm_create", "administrator"),
    ("groups:bkm_update", "administrator"),
    ("groups:bkm_move", "administrator"),
    ("groups:bkm_logo", "administrator"),
    ("groups:bkm_list", "administrator"),
    ("groups:bkm_detail", "perjalanan-sebuah-ksm"),
    ("dashboard", "petugas-up-up"),
    ("pipeline", "petugas-up-up"),
    ("tridaya", "petugas-up-up"),
    ("recap*", "rekap-dan-laporan-bulanan"),
    ("mutation_*", "rekap-dan-laporan-bulanan"),
    ("person", "rekap-dan-laporan-bulanan"),
    ("savings:member_move", "rekap-dan-laporan-bulanan"),
    ("savings:move_undo", "rekap-dan-laporan-bulanan"),
    ("bkm_monthly", "rekap-dan-laporan-bulanan"),
    ("facilitator_monthly", "rekap-dan-laporan-bulanan"),
    ("this_week", "minggu-ini"),
    ("handover*", "minggu-ini"),
    ("search", "minggu-ini"),
    ("archive", "minggu-ini"),
    ("bkm_scorecard", "petugas-up-up"),
    ("groups:ksm_create", "dari-nol-sampai-pertemuan-pertama"),
    ("groups:ksm_list", "2-buka-ksm-mawar"),
    ("ksm_detail", "8-lihat-apa-yang-masih-kurang"),
    ("groups:ksm_update", "dari-nol-sampai-pertemuan-pertama"),
    ("groups:ksm_logo", "9-cetak-profil"),
    ("groups:ksm_t*", "kalau-ada-yang-salah"),
    ("*_trail", "data-pribadi-anggota"),
    ("groups:consent_*", "data-pribadi-anggota"),
    ("groups:data_request_*", "data-pribadi-anggota"),
    ("groups:whole_numbers", "data-pribadi-anggota"),
    ("member_file*", "data-pribadi-anggota"),
    ("groups:mentoring_*", "dari-nol-sampai-pertemuan-pertama"),
    ("groups:member_take_out", "kalau-ada-yang-salah"),
    ("groups:member_*", "dari-nol-sampai-pertemuan-pertama"),
    ("groups:officer_*", "dari-nol-sampai-pertemuan-pertama"),
    ("groups:rule*", "dari-nol-sampai-pertemuan-pertama"),
    ("membership*", "kalau-ada-yang-salah"),
    ("groups:*training*", "kunjungan-pelatihan-dan-kesejahteraan"),
    ("groups:welfare*", "kunjungan-pelatihan-dan-kesejahteraan"),
    ("groups:checklist*", "kunjungan-pelatihan-dan-kesejahteraan"),
    ("groups:*register_*", "kunjungan-pelatihan-dan-kesejahteraan"),
    ("groups:*withdraw", "kalau-ada-yang-salah"),
    ("groups:*", "perjalanan-sebuah-ksm"),
    ("path", "perjalanan-sebuah-ksm"),
    ("growth", "perjalanan-sebuah-ksm"),
    ("stage_*", "perjalanan-sebuah-ksm"),
    ("community_status_*", "perjalanan-sebuah-ksm"),
    ("scorecard*", "perjalanan-sebuah-ksm"),
    ("ratios", "buku-kelompok-tutup-bulan-dan-tutup-tahun"),
    ("monthly", "buku-kelompok-tutup-bulan-dan-tutup-tahun"),
    ("offline", "kalau-sinyal-hilang"),
    ("meetings:today", "kalau-sinyal-hilang"),
    ("meetings:compare", "kalau-sinyal-hilang"),
    ("meetings:set_aside", "kalau-sinyal-hilang"),
    ("meetings:record", "3-siapa-yang-hadir"),
    ("meetings:weeks_*", "menyalin-banyak-minggu-dari-buku-kertas"),
    ("meetings:paper_weeks", "menyalin-banyak-minggu-dari-buku-kertas"),
    ("meetings:import*", "memasukkan-buku-kerja"),
    ("meetings:area_list_*", "memasukkan-buku-kerja"),
    ("meetings:list_*", "memasukkan-buku-kerja"),
    ("assessment:group_workbook", "memasukkan-buku-kerja"),
    ("meetings:month*", "buku-kelompok-tutup-bulan-dan-tutup-tahun"),
    ("meetings:not_held", "minggu-tanpa-pertemuan-dan-libur"),
    ("meetings:holiday", "minggu-tanpa-pertemuan-dan-libur"),
    ("meetings:summary", "papan-dan-ringkasan"),
    ("meetings:receipt", "papan-dan-ringkasan"),
    ("board", "papan-dan-ringkasan"),
    ("meetings:list", "minggu-tanpa-pertemuan-dan-libur"),
    ("meetings:loan_*", "pinjaman-yang-berubah-jalannya"),
    ("meetings:detail", "kalau-ada-yang-salah"),
    ("meetings:*", "kalau-ada-yang-salah"),
    ("assessment:eligibility*", "perjalanan-sebuah-ksm"),
    ("assessment:answer", "koordinator-bkm"),
    ("assessment:*", "menetapkan-lulus"),
    ("blm:*", "perjalanan-sebuah-ksm"),
    ("ledger:loan_book", "buku-kelompok-tutup-bulan-dan-tutup-tahun"),
    ("ledger:loan_list", "pinjaman-yang-berubah-jalannya"),
    ("ledger:loan_*", "pinjaman-yang-berubah-jalannya"),
    ("ledger:write_off_*", "pinjaman-yang-berubah-jalannya"),
    ("ledger:heir_*", "pinjaman-yang-berubah-jalannya"),
    ("ledger:*", "buku-kelompok-tutup-bulan-dan-tutup-tahun"),
    ("savings:*", "buku-kelompok-tutup-bulan-dan-tutup-tahun"),
)
WHOLE = ""  # of a page that is about no part: the guide from its beginning


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of the guide with what stands below it, down to the next heading of any rank."""

    slug: str
    title: str
    rank: int
    nodes: tuple[SyntaxTreeNode, ...]


def slug_of(title: str) -> str:
    """The anchor of a heading, as the guide's own links and GitHub write it."""
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")


@lru_cache(maxsize=1)
def parts() -> tuple[Part, ...]:
    """The whole guide in its order."""
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(FILE.read_text()))
    found: list[tuple[str, int, list[SyntaxTreeNode]]] = []
    for node in tree.children:
        if node.type == "heading":
            found.append((node.children[0].content, int(node.tag[1]), []))
        elif found:
            found[-1][2].append(node)
    return tuple(Part(slug_of(title), title, rank, tuple(nodes)) for title, rank, nodes in found)


def topic_of(view_name: str) -> str:
    """The slug of the part that helps on a page, WHOLE where none was written for it."""
    return next((slug for pattern, slug in TOPICS if fnmatchcase(view_name, pattern)), WHOLE)
