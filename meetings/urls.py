"""Addresses of a group's meetings."""

from django.urls import include, path

from meetings.views import (
    corrections,
    drafts,
    imports,
    joint,
    lists,
    months,
    offline,
    order,
    pages,
    paper_weeks,
    photos,
    prints,
    sheets,
    telling,
)

app_name = "meetings"

meeting_urls = [
    path("", pages.meeting_list, name="list"),
    path("catat/", sheets.record, name="record"),
    path("banyak-minggu/", paper_weeks.paper_weeks, name="paper_weeks"),
    path("banyak-minggu/tabel.xlsx", paper_weeks.weeks_file, name="weeks_file"),
    path("banyak-minggu/berkas/", paper_weeks.weeks_upload, name="weeks_upload"),
    path("tambahan/", pages.meeting_extra, name="extra"),
    path("tidak-dilaksanakan/<str:day>/", pages.meeting_not_held, name="not_held"),
    path("libur/<str:day>/", pages.meeting_holiday, name="holiday"),
    path("draf/<int:draft_id>/buang/", drafts.draft_discard, name="draft_discard"),
    path("draf/<int:draft_id>/pindah/", drafts.draft_move, name="draft_move"),
    path("banding/", offline.compare, name="compare"),
    path("sisihkan/", offline.set_aside, name="set_aside"),
    path("koreksi/", corrections.correction_list, name="correction_list"),
    path("koreksi/<int:correction_id>/", corrections.correction_answer, name="correction_answer"),
    path("daftar-hadir/<str:day>.pdf", prints.blank_attendance_pdf, name="blank_attendance_pdf"),
    path("lembar-isian/<str:day>.pdf", prints.paper_sheet_pdf, name="paper_sheet_pdf"),
    path("<int:meeting_id>/daftar-hadir.pdf", prints.attendance_pdf, name="attendance_pdf"),
    path("<int:meeting_id>/notulen.pdf", prints.minutes_pdf, name="minutes_pdf"),
    path("<int:meeting_id>/ringkasan/", telling.summary, name="summary"),
    path("<int:meeting_id>/bukti/<int:member_id>/", telling.receipt, name="receipt"),
    path("<int:meeting_id>/", pages.meeting_detail, name="detail"),
    path("<int:meeting_id>/revisi/<int:revision>/", pages.meeting_revision, name="revision"),
    path("<int:meeting_id>/buka-kembali/", pages.meeting_reopen, name="reopen"),
    path("<int:meeting_id>/koreksi/", corrections.correction_request, name="correction_request"),
    path("<int:meeting_id>/koreksi/uang/", corrections.correction_money, name="correction_money"),
    path("<int:meeting_id>/foto/", photos.photo_add, name="photo_add"),
    path("<int:meeting_id>/foto/<int:photo_id>.jpg", photos.photo_file, name="photo_file"),
    path("<int:meeting_id>/foto/<int:photo_id>/tarik/", photos.photo_withdraw, name="photo_withdraw"),
    path("<int:meeting_id>/cabut/", pages.meeting_withdraw, name="withdraw"),
]

import_urls = [
    path("", imports.workbook_upload, name="import"),
    path("simpan/", imports.workbook_confirm, name="import_confirm"),
]

month_urls = [
    path("", months.month_list, name="months"),
    path("tutup/", months.month_close, name="month_close"),
    path("buka/", months.month_reopen, name="month_reopen"),
]

urlpatterns = [
    path("ksm/<int:ksm_id>/daftar/<slug:slug>/", lists.list_upload, name="list_upload"),
    path("ksm/<int:ksm_id>/daftar/<slug:slug>/templat.xlsx", lists.list_template, name="list_template"),
    path("ksm/<int:ksm_id>/daftar/<slug:slug>/simpan/", lists.list_store, name="list_store"),
    path("ksm/<int:ksm_id>/daftar/<slug:slug>/ditolak/", lists.list_refused, name="list_refused"),
    path("bkm/<int:bkm_id>/daftar-ps2/", lists.area_list_upload, name="area_list_upload"),
    path("bkm/<int:bkm_id>/daftar-ps2/templat.xlsx", lists.area_list_template, name="area_list_template"),
    path("bkm/<int:bkm_id>/daftar-ps2/simpan/", lists.area_list_store, name="area_list_store"),
    path("bkm/<int:bkm_id>/daftar-ps2/ditolak/", lists.area_list_refused, name="area_list_refused"),
    path("ksm/<int:ksm_id>/bulan/", include(month_urls)),
    path("ksm/<int:ksm_id>/buku-kas/cetak.pdf", prints.cash_book_pdf, name="cash_book_pdf"),
    path("pertemuan-hari-ini/", offline.today, name="today"),
    path("tutup-bulan/", months.months_of_all, name="months_of_all"),
    path("tutup-bulan/semua/", months.months_close_all, name="months_close_all"),
    path("ksm/<int:ksm_id>/pertemuan/", include(meeting_urls)),
    path("ksm/<int:ksm_id>/pinjaman/urutan/", order.loan_order, name="loan_order"),
    path("ksm/<int:ksm_id>/pinjaman/<int:loan_id>/tanggung-renteng/", joint.loan_cover, name="loan_cover"),
    path("impor/", include(import_urls)),
]
