"""Every address of the product. Pages that need every app live in ksm/views/."""

from django.urls import include, path

from groups.urls import session_urls
from ksm.api.views import api
from ksm.views import archive as archive_views
from ksm.views import backups as backup_views
from ksm.views import bkm_scorecard as bkm_scorecard_views
from ksm.views import board as board_views
from ksm.views import dashboard, offline
from ksm.views import growth as growth_views
from ksm.views import guide as guide_views
from ksm.views import handover as handover_views
from ksm.views import health as health_views
from ksm.views import home as views
from ksm.views import journey as journey_views
from ksm.views import membership as membership_views
from ksm.views import monthly as monthly_views
from ksm.views import office_monthly as office_monthly_views
from ksm.views import people as people_views
from ksm.views import pictures as pictures_views
from ksm.views import practice as practice_views
from ksm.views import printing as printing_views
from ksm.views import recap as recap_views
from ksm.views import scorecard as scorecard_views
from ksm.views import search as search_views
from ksm.views import trails as trail_views

handler400 = "ksm.views.faults.bad_request"

# What somebody without a login may open; a test walks all other addresses.
PUBLIC_NAMES = (
    "login",
    "new_password",
    "paper_check",
    "paper_checked",
    "worker",
    "manifest",
    "session_state",
    "offline",
    "health",
)

urlpatterns = [
    path("", views.home, name="home"),
    path("pekerja.js", offline.worker, name="worker"),
    path("buku-ksm.webmanifest", offline.manifest, name="manifest"),
    path("sehat", health_views.state, name="health"),
    path("keadaan/", health_views.system_state, name="system_state"),
    path("luring/", offline.offline, name="offline"),
    path("luring/keadaan/", offline.session_state, name="session_state"),
    *session_urls,
    path("panduan/", guide_views.guide, name="guide"),
    path("latihan/", practice_views.practice, name="practice"),
    path("latihan/mulai/", practice_views.practice_start, name="practice_start"),
    path("latihan/kosongkan/", practice_views.practice_empty, name="practice_empty"),
    path("dasbor/", dashboard.dashboard, name="dashboard"),
    path("alur/", dashboard.pipeline_page, name="pipeline"),
    path("tridaya/", dashboard.tridaya_page, name="tridaya"),
    path("laporan-fasilitator/", office_monthly_views.facilitator_monthly, name="facilitator_monthly"),
    path(
        "laporan-fasilitator/cetak.pdf",
        office_monthly_views.facilitator_monthly_pdf,
        name="facilitator_monthly_pdf",
    ),
    path("bkm/<int:bkm_id>/mutasi/", people_views.mutation_list, name="mutation_list"),
    path("bkm/<int:bkm_id>/mutasi/cetak.pdf", people_views.mutation_pdf, name="mutation_pdf"),
    path("ksm/<int:ksm_id>/anggota/<int:member_id>/keanggotaan/", people_views.person, name="person"),
    path("ksm/<int:ksm_id>/anggota/<int:member_id>/berkas/", people_views.member_file, name="member_file"),
    path(
        "ksm/<int:ksm_id>/anggota/<int:member_id>/berkas.pdf",
        people_views.member_file_pdf,
        name="member_file_pdf",
    ),
    path("bkm/<int:bkm_id>/laporan-bulanan/", office_monthly_views.bkm_monthly, name="bkm_monthly"),
    path(
        "bkm/<int:bkm_id>/laporan-bulanan/cetak.pdf",
        office_monthly_views.bkm_monthly_pdf,
        name="bkm_monthly_pdf",
    ),
    path("rekap/", recap_views.recap_page, name="recap"),
    path("rekap/cetak.pdf", recap_views.recap_pdf, name="recap_pdf"),
    path("rekap/gambar/", pictures_views.recap_pictures, name="recap_pictures"),
    path("rekap/gambar/cetak.pdf", pictures_views.recap_pictures_pdf, name="recap_pictures_pdf"),
    path("cadangan/", backup_views.backup_list, name="backup_list"),
    path("cadangan/buat/", backup_views.backup_make, name="backup_make"),
    path("cadangan/<int:backup_id>/berkas/", backup_views.backup_file, name="backup_file"),
    path("cetak/", printing_views.batch_print, name="batch_print"),
    path("minggu-ini/", dashboard.this_week, name="this_week"),
    path("cari/", search_views.search, name="search"),
    path("arsip/", archive_views.archive, name="archive"),
    path("serah-terima/<int:left_posting_id>/", handover_views.handover, name="handover"),
    path("serah-terima/<int:left_posting_id>/cetak.pdf", handover_views.handover_pdf, name="handover_pdf"),
    path("ksm/<int:ksm_id>/", views.ksm_detail, name="ksm_detail"),
    path(
        "ksm/<int:ksm_id>/anggota/<int:member_id>/koreksi/",
        membership_views.membership_ask,
        name="membership_ask",
    ),
    path(
        "ksm/<int:ksm_id>/koreksi-keanggotaan/<int:membership_id>/",
        membership_views.membership_answer,
        name="membership",
    ),
    path("riwayat/", trail_views.whole_trail, name="whole_trail"),
    path("bkm/<int:bkm_id>/riwayat/", trail_views.bkm_trail, name="bkm_trail"),
    path("ksm/<int:ksm_id>/riwayat/", trail_views.ksm_trail, name="ksm_trail"),
    path("ksm/<int:ksm_id>/papan/", board_views.board, name="board"),
    path("ksm/<int:ksm_id>/poster.pdf", board_views.poster_pdf, name="poster_pdf"),
    path("ksm/<int:ksm_id>/perjalanan/", journey_views.path, name="path"),
    path("ksm/<int:ksm_id>/pertumbuhan/", growth_views.growth, name="growth"),
    path("ksm/<int:ksm_id>/pertumbuhan/tahap/", growth_views.stage_create, name="stage_create"),
    path("ksm/<int:ksm_id>/pertumbuhan/<int:stage_id>/dokumen/", growth_views.stage_file, name="stage_file"),
    path(
        "ksm/<int:ksm_id>/pertumbuhan/<int:stage_id>/tarik/",
        growth_views.stage_withdraw,
        name="stage_withdraw",
    ),
    path(
        "bkm/<int:bkm_id>/status/<int:status_id>/tarik/",
        growth_views.community_status_withdraw,
        name="community_status_withdraw",
    ),
    path("bkm/<int:bkm_id>/status/", growth_views.community_status_create, name="community_status_create"),
    path("bkm/<int:bkm_id>/rapor/", bkm_scorecard_views.scorecard, name="bkm_scorecard"),
    path("bkm/<int:bkm_id>/rapor.pdf", bkm_scorecard_views.scorecard_pdf, name="bkm_scorecard_pdf"),
    path("ksm/<int:ksm_id>/rapor/", scorecard_views.scorecard, name="scorecard"),
    path("ksm/<int:ksm_id>/rapor/isi/", scorecard_views.scorecard_create, name="scorecard_create"),
    path(
        "ksm/<int:ksm_id>/rapor/<int:card_id>/tarik/",
        scorecard_views.scorecard_withdraw,
        name="scorecard_withdraw",
    ),
    path("ksm/<int:ksm_id>/rapor/<int:card_id>.pdf", scorecard_views.scorecard_pdf, name="scorecard_pdf"),
    path("ksm/<int:ksm_id>/rasio/", monthly_views.ratios, name="ratios"),
    path("ksm/<int:ksm_id>/laporan-bulanan/", monthly_views.monthly, name="monthly"),
    path("ksm/<int:ksm_id>/laporan-bulanan/cetak.pdf", monthly_views.monthly_pdf, name="monthly_pdf"),
    path("ksm/<int:ksm_id>/profil.pdf", views.ksm_profile_pdf, name="ksm_profile_pdf"),
    path("api/v1/", api.urls),
    path("", include("groups.urls")),
    path("", include("ledger.urls")),
    path("", include("savings.urls")),
    path("", include("meetings.urls")),
    path("", include("assessment.urls")),
    path("", include("assessment.blm_urls")),
]
