"""A new set of the programme's thresholds."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from groups.models import ProgramRule
from ksm.fields import RupiahField, TanggalField
from ksm.forms import PlainSpoken

HIGHEST = 1000  # days, weeks, members: what nobody means is a slip of the pen
VALUES = tuple(
    column.name
    for column in ProgramRule._meta.fields
    if column.name not in {"id", "effective_from", "source", "recorded_by"}
)


class ProgramRuleForm(PlainSpoken, forms.ModelForm):
    """Every threshold at once, as it is in force now until somebody changes it."""

    effective_from = TanggalField(label="Berlaku mulai")
    first_loan_per_member = RupiahField(
        label="Pinjaman UPK pertama per anggota", help_text="Paling banyak; program lain dapat berbeda."
    )
    loan_ceiling_per_member = RupiahField(
        label="Pinjaman UPK per anggota", help_text="Paling banyak, untuk pinjaman berikutnya."
    )
    source = forms.CharField(
        label="Dasar keputusan", max_length=300, help_text="Surat atau rapat yang menetapkannya."
    )

    class Meta:
        model = ProgramRule
        fields = ["effective_from", *VALUES, "source"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.IntegerField):
                limit = 100 if name.endswith("_percent") else HIGHEST
                field.validators += [
                    MinValueValidator(0, "Paling sedikit 0."),
                    MaxValueValidator(limit, f"Paling banyak {limit}."),
                ]
                field.widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        self.fields["window_meetings"].validators.append(MinValueValidator(1, "Paling sedikit 1."))

    def _get_validation_exclusions(self):
        """Whether the day is free is asked by the verb, in the product's own words."""
        return super()._get_validation_exclusions() | {"effective_from"}
