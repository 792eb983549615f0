"""The form of a batch of papers: what to print, of which groups, of which month and quarter, as what file."""

import datetime
from collections.abc import Sequence

import django_filters
from crispy_forms.layout import Div, Fieldset
from django import forms
from django.db.models import QuerySet

from groups.forms.layout import grid, helper
from groups.models import Bkm, Ksm
from ksm.dates import month_in_words, quarter_in_words
from ksm.forms import FilterForm, NamedFilter, PlainSpoken, offer
from ksm.printing.batch import PDF, ZIP
from ksm.printing.kinds import SORTS, Batch
from ledger.journal.months import Month

MOST_LISTED = 100  # groups to tick one by one; of more all are printed, or fewer are chosen above
MOST_GROUPS = 1000  # in one job
MOST_NAMED = 2  # sorts of paper by name in the title of a job
MONTHS, QUARTERS = 24, 8


def quarter_of(day: datetime.date) -> datetime.date:
    """The first day of a day's quarter."""
    return datetime.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _quarters(today: datetime.date) -> list[tuple[str, str]]:
    found, first = [], quarter_of(today)
    for _ in range(QUARTERS):
        found.append((first.isoformat(), f"Triwulan {quarter_in_words(first)}"))
        first = quarter_of(first - datetime.timedelta(days=1))
    return found


def _months(today: datetime.date) -> list[tuple[str, str]]:
    found, month = [], Month.of(today)
    for _ in range(MONTHS):
        found.append((month.first.isoformat(), month_in_words(month.first)))
        month = month.previous
    return found


class GroupFilter(django_filters.FilterSet):
    """Which groups of one's area are offered."""

    bkm = NamedFilter(label="BKM", queryset=Bkm.objects.none(), empty_label="Semua BKM")
    status = django_filters.ChoiceFilter(
        label="Status", field_name="phase", choices=Ksm.Phase.choices, empty_label="Semua yang berjalan"
    )

    class Meta:
        model = Ksm
        form = FilterForm
        fields: list[str] = []

    def __init__(self, data, queryset: QuerySet[Ksm], *, bkms: QuerySet[Bkm]):
        super().__init__(data, queryset if data.get("status") else queryset.open())  # type: ignore[attr-defined]
        self.filters["bkm"].queryset = bkms


class PrintForm(PlainSpoken, forms.Form):
    """`groups` are those the page offers; ticked one by one where there are few."""

    kertas = forms.MultipleChoiceField(
        label="Yang dicetak",
        choices=[(sort.code, sort.label) for sort in SORTS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih paling sedikit satu."},
    )
    bulan = forms.ChoiceField(label="Bulan, untuk buku dan laporan")
    triwulan = forms.ChoiceField(label="Triwulan, untuk notulen")
    berkas = forms.ChoiceField(
        label="Berkas", choices=[(PDF, "Satu PDF dengan penanda"), (ZIP, "ZIP, satu PDF tiap kertas")]
    )
    kelompok = forms.MultipleChoiceField(
        label="KSM",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih paling sedikit satu KSM."},
    )

    def __init__(self, *args, groups: Sequence[Ksm], today: datetime.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.groups, self.today = groups, today
        offer(self, "bulan", _months(today))
        offer(self, "triwulan", _quarters(today))
        self.initial.setdefault("bulan", Month.of(today).previous.first.isoformat())
        listed = len(groups) <= MOST_LISTED
        if listed:
            offer(
                self,
                "kelompok",
                [(str(ksm.pk), f"{ksm.name} ({ksm.code}, {ksm.bkm.name})") for ksm in groups],
            )
            self.initial.setdefault("kelompok", [str(ksm.pk) for ksm in groups])
        else:
            del self.fields["kelompok"]
        self.helper = helper(
            Fieldset("Kertas", "kertas"),
            grid("Masa dan berkas", "bulan", "triwulan", "berkas"),
            *([Fieldset("Kelompok", Div("kelompok", data_tick_all=""))] if listed else []),
        )

    def clean(self):
        if len(self.groups) > MOST_GROUPS:
            self.add_error(None, f"Paling banyak {MOST_GROUPS} KSM sekaligus. Saring lebih dulu.")
        return self.cleaned_data

    def chosen(self) -> list[Ksm]:
        """The groups to print, in the order of the page."""
        ticked = self.cleaned_data.get("kelompok")
        return [ksm for ksm in self.groups if ticked is None or str(ksm.pk) in ticked]

    def sorts(self) -> list[str]:
        """Codes of the papers, in the order in which they are offered."""
        return [sort.code for sort in SORTS if sort.code in self.cleaned_data["kertas"]]

    def batch(self) -> Batch:
        data = self.cleaned_data
        day = datetime.date.fromisoformat
        return Batch(today=self.today, month=Month(day(data["bulan"])), quarter=day(data["triwulan"]))

    def title(self) -> str:
        """What the job is called: its papers, or how many sorts of them, and how many groups."""
        labels = [sort.label for sort in SORTS if sort.code in self.cleaned_data["kertas"]]
        words = ", ".join(labels) if len(labels) <= MOST_NAMED else f"{len(labels)} jenis kertas"
        return f"{words}, {len(self.chosen())} KSM"
