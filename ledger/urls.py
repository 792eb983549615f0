"""Addresses of a group's books."""

from django.urls import include, path

from ledger import views

app_name = "ledger"

ksm_urls = [
    path("buku-kas/", views.cash_book_page, name="cash_book"),
    path("neraca-saldo/", views.trial_balance_page, name="trial_balance"),
    path("pinjaman/", views.loan_list, name="loan_list"),
    path("pinjaman/ajukan/", views.loan_apply, name="loan_apply"),
    path("pinjaman/<int:loan_id>/", views.loan_card_page, name="loan_card"),
    path("pinjaman/<int:loan_id>/putuskan/", views.loan_decide, name="loan_decide"),
]

urlpatterns = [path("ksm/<int:ksm_id>/", include(ksm_urls))]
