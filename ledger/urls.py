"""Addresses of a group's books."""

from django.urls import include, path

from ledger.views import books, loans

app_name = "ledger"

ksm_urls = [
    path("buku-kas/", books.cash_book_page, name="cash_book"),
    path("neraca-saldo/", books.trial_balance_page, name="trial_balance"),
    path("pinjaman/", loans.loan_list, name="loan_list"),
    path("pinjaman/ajukan/", loans.loan_apply, name="loan_apply"),
    path("pinjaman/<int:loan_id>/", loans.loan_card_page, name="loan_card"),
    path("pinjaman/<int:loan_id>/putuskan/", loans.loan_decide, name="loan_decide"),
]

urlpatterns = [path("ksm/<int:ksm_id>/", include(ksm_urls))]
