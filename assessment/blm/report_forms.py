"""Forms of an LPJ: receipts and counts beside what the books say (domain.md J28). Amounts are rupiah."""

from collections.abc import Mapping, Sequence

from django import forms

from ksm.fields import RupiahField
from ksm.forms import PlainSpoken, speak_plainly
from ksm.money import format_rupiah
from ledger.blm.accountability import Counted, Used
from ledger.models import BudgetLine


def _text(label: str, rows: int, **options) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class ReportForm(PlainSpoken, forms.Form):
    """The LPJ: what was used of each line of the RAB by its receipts, and the fund's money as counted.

    `booked` is what the books say of each line by its id, and is proposed; a line that is lent is the books'
    alone.
    """

    counted_box = RupiahField(label="Uang dana BLM di kotak, dihitung")
    counted_bank = RupiahField(label="Uang dana BLM di bank, menurut buku tabungan")
    reason = _text("Alasan berbeda dari buku", 2, required=False, max_length=500)
    note = _text("Keterangan", 4, max_length=2000, help_text="Kegiatan yang dilaksanakan dan hasilnya.")

    def __init__(self, *args, lines: Sequence[BudgetLine], booked: Mapping[int, int], **kwargs):
        super().__init__(*args, **kwargs)
        self.lines, self.booked = lines, booked
        for line in lines:
            about = f"{line.sequence}. {line.description}"
            if not line.is_lent:
                told = f"Rencana {format_rupiah(line.blm)}; menurut buku {format_rupiah(booked[line.pk])}."
                label = f"{about}: BLM dipakai menurut kuitansi"
                self._put(f"blm_{line.pk}", label, told, booked[line.pk])
            told = f"Rencana {format_rupiah(line.swadaya)}."
            self._put(f"swadaya_{line.pk}", f"{about}: swadaya dipakai", told, 0)
        for name in ("counted_box", "counted_bank", "reason", "note"):
            self.fields[name] = self.fields.pop(name)

    def _put(self, name: str, label: str, told: str, initial: int) -> None:
        field = RupiahField(label=label, initial=initial, help_text=told)
        speak_plainly(field)
        self.fields[name] = field

    def facts(self) -> dict:
        """What the verb of an LPJ takes of a valid form."""
        data = self.cleaned_data
        used = {
            line.pk: Used(swadaya=data[f"swadaya_{line.pk}"], blm=data.get(f"blm_{line.pk}", 0))
            for line in self.lines
        }
        counted = Counted(data["counted_box"], data["counted_bank"])
        return {"used": used, "counted": counted, "reason": data["reason"], "note": data["note"]}


class ReportAnswerForm(PlainSpoken, forms.Form):
    """UP-UP accepts an LPJ or returns it; one that differs from the books has a box to tick."""

    ACCEPT, RETURN = "terima", "kembalikan"
    answer = forms.ChoiceField(
        label="Hasil pemeriksaan",
        choices=[(ACCEPT, "Diterima"), (RETURN, "Dikembalikan untuk diperbaiki")],
        widget=forms.RadioSelect,
    )
    difference_seen = forms.BooleanField(label="Selisih dengan buku sudah diperiksa", required=False)
    reason = _text("Alasan", 3, required=False, max_length=500, help_text="Wajib bila dikembalikan.")

    def __init__(self, *args, differs: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not differs:
            del self.fields["difference_seen"]

    def facts(self) -> dict:
        """What the verb of an answer takes of a valid form."""
        data = self.cleaned_data
        seen = data.get("difference_seen", False)
        return {"accept": data["answer"] == self.ACCEPT, "difference_seen": seen, "reason": data["reason"]}
