"""Forms of the books: the period, the day or the month of a page."""

from django import forms

from ksm.dates import DateError, parse_date
from ksm.fields import TanggalField
from ksm.forms import PlainSpoken
from ledger.journal.months import Month


class PeriodForm(PlainSpoken, forms.Form):
    """From and to, both included."""

    dari = TanggalField(label="Dari", required=False)
    sampai = TanggalField(label="Sampai", required=False)

    def clean(self):
        data = self.cleaned_data
        if data.get("dari") and data.get("sampai") and data["dari"] > data["sampai"]:
            self.add_error("sampai", "Tanggal akhir sebelum tanggal awal.")
        return data


class DayForm(PlainSpoken, forms.Form):
    per = TanggalField(label="Per tanggal", required=False)


KNOWN = {
    "label": "Menurut catatan sampai (boleh kosong)",
    "required": False,
}


class KnownDayForm(DayForm):
    """A day, and until when what is shown had been written down (J6)."""

    diketahui = TanggalField(**KNOWN)


class KnownPeriodForm(PeriodForm):
    """A period, and until when what is shown had been written down (J6)."""

    diketahui = TanggalField(**KNOWN)


class MonthForm(PlainSpoken, forms.Form):
    """A month as the browser's own month field sends it: 2026-10."""

    bulan = forms.CharField(label="Bulan", required=False, widget=forms.TextInput(attrs={"type": "month"}))

    def clean_bulan(self) -> Month | None:
        text = self.cleaned_data["bulan"]
        try:
            day = parse_date(f"{text}-01") if text else None
        except DateError as error:
            raise forms.ValidationError("Tulis bulan seperti 2026-10.") from error
        return Month.of(day) if day else None
