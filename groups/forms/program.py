"""A new set of dated thresholds: what such forms have in common, and the programme's own."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Model

from groups.models import ProgramRule
from ksm.fields import RupiahField, TanggalField
from ksm.forms import PlainSpoken

HIGHEST = 1000  # days, weeks, members: what nobody means is a slip of the pen


def values_of(model: type[Model]) -> tuple[str, ...]:
    """The names of the thresholds in a dated set: its fields but the day, the source and who set it."""
    about = {"id", "effective_from", "source", "recorded_by"}
    return tuple(column.name for column in model._meta.fields if column.name not in about)


class DatedRuleForm(PlainSpoken, forms.ModelForm):
    """Every threshold of a set at once, as it is in force now until somebody changes it.

    A percentage is 0 to 100, any other number 0 to `highest`.
    """

    effective_from = TanggalField(label="Berlaku mulai")
    source = forms.CharField(
        label="Dasar keputusan", max_length=300, help_text="Surat atau rapat yang menetapkannya."
    )
    highest = HIGHEST

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.IntegerField):
                limit = 100 if self.is_percentage(name) else self.highest
                field.validators += [
                    MinValueValidator(0, "Paling sedikit 0."),
                    MaxValueValidator(limit, f"Paling banyak {limit}."),
                ]
                field.widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def is_percentage(self, name: str) -> bool:
        return name.endswith("_percent")

    def _get_validation_exclusions(self):
        """Whether the day is free is asked by the verb, in the product's own words."""
        asked = super()._get_validation_exclusions()  # type: ignore[misc]  # Django's own, not in the stubs.
        return asked | {"effective_from"}


class ProgramRuleForm(DatedRuleForm):
    """The programme's thresholds."""

    first_loan_per_member = RupiahField(
        label="Pinjaman UPK pertama per anggota", help_text="Paling banyak; program lain dapat berbeda."
    )
    loan_ceiling_per_member = RupiahField(
        label="Pinjaman UPK per anggota", help_text="Paling banyak, untuk pinjaman berikutnya."
    )

    class Meta:
        model = ProgramRule
        fields = ["effective_from", *values_of(ProgramRule), "source"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["window_meetings"].validators.append(MinValueValidator(1, "Paling sedikit 1."))
