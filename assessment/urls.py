"""Addresses of a group's assessments."""

from django.urls import include, path

from assessment.views import eligibility as eligibility_views
from assessment.views import exports
from assessment.views import graduation as views

app_name = "assessment"

ksm_urls = [
    path("", views.assessment_list, name="list"),
    path("lulus/", views.declare, name="declare"),
    path("perpanjangan/", views.extend_window, name="extend"),
    path("lampaui/", views.overrule, name="overrule"),
    path("batalkan/", views.revoke, name="revoke"),
    path("permintaan/<int:request_id>/", views.answer, name="answer"),
    path("laporan.pdf", views.live_report_pdf, name="live_report_pdf"),
    path("<int:number>/", views.assessment_detail, name="detail"),
    path("<int:number>/laporan.pdf", views.report_pdf, name="report_pdf"),
]

eligibility_urls = [
    path("", eligibility_views.eligibility, name="eligibility"),
    path("peninjauan/", eligibility_views.visit, name="eligibility_visit"),
    path(
        "dilihat/<slug:slug>/<int:check_id>/tarik/",
        eligibility_views.check_withdraw,
        name="eligibility_check_withdraw",
    ),
    path("rekomendasi/", eligibility_views.propose, name="eligibility_propose"),
    path("rekomendasi/<int:proposal_id>/", eligibility_views.answer, name="eligibility_answer"),
    path(
        "<int:eligibility_number>/berita-acara.pdf", eligibility_views.report_pdf, name="eligibility_report"
    ),
]

urlpatterns = [
    path("ksm/<int:ksm_id>/buku-kerja.xlsx", exports.group_workbook, name="group_workbook"),
    path("ksm/<int:ksm_id>/penilaian/", include(ksm_urls)),
    path("ksm/<int:ksm_id>/kelayakan/", include(eligibility_urls)),
]
