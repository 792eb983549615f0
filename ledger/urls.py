"""Addresses of a group's books."""

from django.urls import include, path

from ledger.views import acts as life
from ledger.views import books, funds, joint, loans, outside, quality, statements, undoing, upk
from ledger.views import limits as rules
from ledger.views import loan_papers as papers
from ledger.views import outside_acts as outside_life

app_name = "ledger"

ksm_urls = [
    path("buku-kas/", books.cash_book_page, name="cash_book"),
    path("buku/", books.index, name="index"),
    path("buku-pinjaman/", books.loan_book_page, name="loan_book"),
    path("buku-pinjaman/cetak.pdf", books.loan_book_pdf, name="loan_book_pdf"),
    path("kolektibilitas/", quality.quality_page, name="quality"),
    path("kolektibilitas/cetak.pdf", quality.quality_pdf, name="quality_pdf"),
    path("neraca/", statements.balance_sheet_page, name="balance_sheet"),
    path("neraca/cetak.pdf", statements.balance_sheet_pdf, name="balance_sheet_pdf"),
    path("laba-rugi/", statements.income_page, name="income"),
    path("laba-rugi/cetak.pdf", statements.income_pdf, name="income_pdf"),
    path("neraca-saldo/", books.trial_balance_page, name="trial_balance"),
    path("pinjaman/", loans.loan_list, name="loan_list"),
    path("pinjaman/ajukan/", loans.loan_apply, name="loan_apply"),
    path("pinjaman/<int:loan_id>/", loans.loan_card_page, name="loan_card"),
    path("pinjaman/<int:loan_id>/putuskan/", loans.loan_decide, name="loan_decide"),
    path("pinjaman/<int:loan_id>/lunasi/", life.loan_settle, name="loan_settle"),
    path("pinjaman/<int:loan_id>/pindah-hari/", life.loan_move, name="loan_move"),
    path("pinjaman/<int:loan_id>/jadwal-ulang/", life.loan_reschedule, name="loan_reschedule"),
    path("pinjaman/<int:loan_id>/bebaskan-jasa/", life.loan_waive, name="loan_waive"),
    path("pinjaman/<int:loan_id>/hapus-buku/", life.loan_write_off, name="loan_write_off"),
    path("pinjaman/<int:loan_id>/terima-kembali/", life.loan_recover, name="loan_recover"),
    path("pinjaman/<int:loan_id>/meninggal/", life.loan_death, name="loan_death"),
    path("pinjaman/<int:loan_id>/ahli-waris/", life.loan_heir_pay, name="loan_heir_pay"),
    path("pinjaman/keputusan/<int:event_id>/jawab/", life.write_off_answer, name="write_off_answer"),
    path("pinjaman/<int:loan_id>/permohonan.pdf", papers.loan_application_pdf, name="loan_application_pdf"),
    path("pinjaman/<int:loan_id>/perjanjian.pdf", papers.loan_agreement_pdf, name="loan_agreement_pdf"),
    path("pinjaman/<int:loan_id>/kartu.pdf", papers.loan_card_pdf, name="loan_card_pdf"),
    path("pinjaman/<int:loan_id>/kuitansi.pdf", papers.loan_receipt_pdf, name="loan_receipt_pdf"),
    path("pinjaman/kuitansi/<int:paid_event_id>.pdf", papers.event_receipt_pdf, name="event_receipt_pdf"),
    path("pinjaman/angsuran/<int:paid_id>.pdf", papers.repayment_receipt_pdf, name="repayment_receipt_pdf"),
    path("buku-kas/kuitansi/<int:cash_line_id>.pdf", papers.cash_receipt_pdf, name="cash_receipt_pdf"),
    path("pinjaman/keputusan/<int:event_id>.pdf", life.loan_event_pdf, name="loan_event_pdf"),
    path("tanggung-renteng/", joint.joint_list, name="joint_list"),
    path("tanggung-renteng/pernyataan.pdf", joint.joint_statement_pdf, name="joint_statement_pdf"),
    path("tanggung-renteng/pembayaran/<int:repayment_id>/", joint.joint_name, name="joint_name"),
    path("tanggung-renteng/<int:case_id>/", joint.joint_detail, name="joint_detail"),
    path("tanggung-renteng/<int:case_id>/kembalikan/", joint.joint_return, name="joint_return"),
    path("tanggung-renteng/<int:case_id>.pdf", joint.joint_pdf, name="joint_pdf"),
    path("pinjaman-luar/", outside.outside_list, name="outside_list"),
    path("pinjaman-luar/baru/", outside.outside_create, name="outside_create"),
    path("pinjaman-luar/<int:outside_id>/", outside.outside_card, name="outside_card"),
    path("pinjaman-luar/<int:outside_id>/terima/", outside.outside_receive, name="outside_receive"),
    path("pinjaman-luar/<int:outside_id>/bayar/", outside.outside_pay, name="outside_pay"),
    path(
        "pinjaman-luar/<int:outside_id>/jadwal-ulang/",
        outside_life.outside_reschedule,
        name="outside_reschedule",
    ),
    path("pinjaman-luar/<int:outside_id>/lunasi/", outside_life.outside_settle, name="outside_settle"),
    path("pinjaman-luar/<int:outside_id>/bebaskan-jasa/", outside_life.outside_waive, name="outside_waive"),
    path("pinjaman-luar/<int:outside_id>/batalkan/", outside_life.outside_cancel, name="outside_cancel"),
    path("pinjaman-luar/<int:outside_id>.pdf", outside.outside_pdf, name="outside_pdf"),
    path("dana/", funds.fund_list, name="fund_list"),
    path("dana/pindah/", funds.fund_move, name="fund_move"),
    path("pembatalan/", undoing.undoing_list, name="undoing_list"),
    path("pembatalan/<int:undoing_id>.pdf", undoing.undoing_pdf, name="undoing_pdf"),
    path("pinjaman/keputusan/<int:act_id>/batalkan/", undoing.loan_act_undo, name="loan_act_undo"),
    path("pinjaman/keputusan/<int:event_id>/pulihkan/", undoing.write_off_undo, name="write_off_undo"),
    path("pinjaman-luar/<int:outside_id>/batalkan-terakhir/", undoing.outside_undo, name="outside_undo"),
    path(
        "pinjaman/<int:heir_loan_id>/ahli-waris/batalkan/",
        undoing.heir_payment_undo,
        name="heir_payment_undo",
    ),
    path("tanggung-renteng/<int:case_id>/batalkan/", undoing.joint_undo, name="joint_undo"),
    path(
        "tanggung-renteng/<int:case_id>/pengembalian/<int:returned_id>/batalkan/",
        undoing.joint_return_undo,
        name="joint_return_undo",
    ),
    path("dana/pindah/<int:moved_id>/batalkan/", undoing.fund_move_undo, name="fund_move_undo"),
]

urlpatterns = [
    path("ksm/<int:ksm_id>/", include(ksm_urls)),
    path("bkm/<int:bkm_id>/pinjaman-upk/", quality.upk_page, name="upk"),
    path("bkm/<int:bkm_id>/pinjaman-upk/penerimaan/", upk.receipt_create, name="upk_receipt"),
    path(
        "bkm/<int:bkm_id>/pinjaman-upk/penerimaan/<int:receipt_id>/tarik/",
        upk.receipt_withdraw,
        name="upk_receipt_withdraw",
    ),
    path("bkm/<int:bkm_id>/pinjaman-upk/cetak.pdf", quality.upk_pdf, name="upk_pdf"),
    path("ketentuan/kolektibilitas/", rules.collectability_rules, name="collectability_rules"),
    path(
        "ketentuan/kolektibilitas/baru/", rules.collectability_rule_create, name="collectability_rule_create"
    ),
]
