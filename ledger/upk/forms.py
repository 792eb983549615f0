"""Forms of UPK's own side: a receipt of money that a group brought."""

from django import forms

from groups.models import Bkm
from ksm.fields import RupiahField, TanggalField
from ksm.forms import PlainSpoken, offer_rows
from ledger.models import Loan
from ledger.upk.receipts import upk_loans


class UpkLoanField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Loan) -> str:
        return f"{obj.ksm.name}, pinjaman {obj.number}"


class ReceiptForm(PlainSpoken, forms.Form):
    """Money that UPK received; the group's own books tell the payment by themselves."""

    loan = UpkLoanField(label="Pinjaman KSM", queryset=Loan.objects.none())
    received_on = TanggalField(label="Tanggal diterima")
    amount = RupiahField(label="Jumlah", min_value=1)
    number = forms.CharField(label="Nomor bukti UPK", max_length=40)
    note = forms.CharField(label="Catatan", max_length=200, required=False)

    def __init__(self, *args, bkm: Bkm, **kwargs):
        super().__init__(*args, **kwargs)
        offer_rows(self, "loan", upk_loans(bkm))
