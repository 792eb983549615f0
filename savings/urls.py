"""Addresses of members' savings."""

from django.urls import path

from savings import views

app_name = "savings"

urlpatterns = [
    path("ksm/<int:ksm_id>/saldo-awal/", views.opening, name="opening"),
    path("ksm/<int:ksm_id>/anggota/<int:member_id>/buku/", views.passbook, name="passbook"),
    path("ksm/<int:ksm_id>/anggota/<int:member_id>/buku.pdf", views.passbook_pdf, name="passbook_pdf"),
]
