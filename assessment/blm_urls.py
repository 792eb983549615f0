"""Addresses of a group's BLM Sosial."""

from django.urls import URLPattern, URLResolver, include, path

from assessment.views.blm import changes, deciding, grants, lending, money, prints, reports

app_name = "blm"

grant_urls = [
    path("", grants.grant_detail, name="detail"),
    path("ubah/", grants.grant_update, name="update"),
    path("kirim/", grants.grant_send, name="send"),
    path("rab/baru/", grants.line_create, name="line_create"),
    path("rab/<int:line_id>/", grants.line_update, name="line_update"),
    path("rab/<int:line_id>/hapus/", grants.line_delete, name="line_delete"),
    path("rab/<int:line_id>/belanja/", money.spend, name="spend"),
    path("perubahan/baru/", changes.ask, name="change_ask"),
    path("perubahan/<int:change_id>/", changes.answer, name="change_answer"),
    path("perubahan/<int:done_change_id>/berita-acara.pdf", prints.change_pdf, name="change_pdf"),
    path("belanja/<int:spending_id>/batalkan/", money.undo_spent, name="undo_spent"),
    path("anggota/baru/", grants.member_create, name="member_create"),
    path("anggota/<int:grant_member_id>/", grants.member_update, name="member_update"),
    path("anggota/<int:grant_member_id>/hapus/", grants.member_delete, name="member_delete"),
    path("verifikasi/", deciding.verify, name="verify"),
    path("keputusan/", deciding.decide, name="decide"),
    path("perjanjian/", deciding.agree, name="agree"),
    path("tahap/<int:tranche_id>/cair/", money.pay, name="pay"),
    path("tahap/<int:tranche_id>/lpj/", reports.submit, name="report_submit"),
    path("lpj/<int:report_id>/", reports.answer, name="report"),
    path("lpj/<int:report_id>/lpj.pdf", prints.report_pdf, name="report_pdf"),
    path("pinjaman/", lending.lend, name="lend"),
    path("kembalikan/", money.give_back, name="give_back"),
    path("uang/<int:movement_id>/batalkan/", money.undo, name="undo"),
    path("uang/<int:movement_id>/kuitansi.pdf", prints.receipt_pdf, name="receipt_pdf"),
    path("usulan.pdf", prints.proposal_pdf, name="proposal_pdf"),
    path("verifikasi.pdf", prints.verification_pdf, name="verification_pdf"),
    path("perjanjian.pdf", prints.agreement_pdf, name="agreement_pdf"),
]

ksm_urls: list[URLPattern | URLResolver] = [
    path("", grants.grant_list, name="list"),
    path("baru/", grants.grant_create, name="create"),
    path("<int:grant_id>/", include(grant_urls)),
]

urlpatterns = [path("ksm/<int:ksm_id>/blm/", include(ksm_urls))]
