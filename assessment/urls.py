"""Addresses of a group's assessments."""

from django.urls import include, path

from assessment import views

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

urlpatterns = [path("ksm/<int:ksm_id>/penilaian/", include(ksm_urls))]
