"""Addresses of members' savings."""

from django.urls import include, path

from savings.views import books as book_views
from savings.views import leaving as leaving_views
from savings.views import moving as moving_views
from savings.views import passbook as views
from savings.views import surplus as surplus_views
from savings.views import undoing as undoing_views

app_name = "savings"

surplus_urls = [
    path("", surplus_views.surplus_list, name="surplus_list"),
    path("<int:year>/bagi/", surplus_views.surplus_share, name="surplus_share"),
    path("<int:sharing_id>/", surplus_views.surplus_detail, name="surplus_detail"),
    path("<int:sharing_id>/bayar/", surplus_views.surplus_pay, name="surplus_pay"),
    path("<int:sharing_id>/batalkan/", surplus_views.surplus_undo, name="surplus_undo"),
    path("<int:sharing_id>/bayar/<int:payout_id>/batalkan/", undoing_views.payout_undo, name="payout_undo"),
    path("<int:sharing_id>/shu.pdf", surplus_views.surplus_pdf, name="surplus_pdf"),
    path("<int:sharing_id>/anggota/<int:member_id>.pdf", surplus_views.share_pdf, name="share_pdf"),
]

urlpatterns = [
    path("ksm/<int:ksm_id>/buku-tabungan/", book_views.group_book_page, name="group_book"),
    path("ksm/<int:ksm_id>/buku-tabungan/cetak.pdf", book_views.group_book_pdf, name="group_book_pdf"),
    path(
        "ksm/<int:ksm_id>/anggota/<int:member_id>/buku-tabungan/",
        book_views.member_book_page,
        name="member_book",
    ),
    path(
        "ksm/<int:ksm_id>/anggota/<int:member_id>/buku-tabungan.pdf",
        book_views.member_book_pdf,
        name="member_book_pdf",
    ),
    path("ksm/<int:ksm_id>/tutup/", leaving_views.group_dissolve, name="dissolve"),
    path("ksm/<int:ksm_id>/tutup/batalkan/", undoing_views.dissolution_undo, name="dissolution_undo"),
    path("ksm/<int:ksm_id>/laporan-akhir/", leaving_views.ending, name="ending"),
    path("ksm/<int:ksm_id>/laporan-akhir.pdf", leaving_views.ending_pdf, name="ending_pdf"),
    path("ksm/<int:ksm_id>/anggota/<int:member_id>/keluar/", leaving_views.member_leave, name="member_leave"),
    path("ksm/<int:ksm_id>/anggota/<int:member_id>/pindah/", moving_views.member_move, name="member_move"),
    path(
        "ksm/<int:ksm_id>/anggota/<int:moved_member_id>/pindah/batalkan/",
        moving_views.move_undo,
        name="move_undo",
    ),
    path("ksm/<int:ksm_id>/anggota/<int:member_id>/penyelesaian/", leaving_views.exit_detail, name="exit"),
    path(
        "ksm/<int:ksm_id>/anggota/<int:member_id>/penyelesaian.pdf", leaving_views.exit_pdf, name="exit_pdf"
    ),
    path(
        "ksm/<int:ksm_id>/anggota/<int:left_id>/keluar/batalkan/",
        undoing_views.exit_undo,
        name="exit_undo",
    ),
    path("ksm/<int:ksm_id>/shu/", include(surplus_urls)),
    path("ksm/<int:ksm_id>/saldo-awal/", views.opening, name="opening"),
    path("ksm/<int:ksm_id>/saldo-awal/batalkan/", undoing_views.opening_undo, name="opening_undo"),
    path("ksm/<int:ksm_id>/pinjaman/<int:loan_id>/dari-tabungan/", views.loan_set_off, name="loan_set_off"),
    path("ksm/<int:ksm_id>/anggota/<int:member_id>/buku/", views.passbook, name="passbook"),
    path("ksm/<int:ksm_id>/anggota/<int:member_id>/buku.pdf", views.passbook_pdf, name="passbook_pdf"),
]
