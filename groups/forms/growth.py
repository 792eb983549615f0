"""Forms of growth: a stage for a group, a status for its community."""

from django import forms

from groups.models import CommunityStatus, GrowthStage
from ksm.fields import TanggalField
from ksm.forms import PlainSpoken


class StageForm(PlainSpoken, forms.ModelForm):
    decided_on = TanggalField(label="Tanggal")
    file = forms.FileField(
        label="Dokumen", required=False, help_text="PDF, PNG, atau JPEG, paling besar 1 MB."
    )

    class Meta:
        model = GrowthStage
        fields = ["stage", "decided_on", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def facts(self) -> dict:
        """The fields as the verb takes them; the file as (name, type, content)."""
        facts = {name: self.cleaned_data[name] for name in self.Meta.fields}
        upload = self.cleaned_data["file"]
        return facts | {"file": (upload.name, upload.content_type, upload.read()) if upload else None}


class CommunityStatusForm(PlainSpoken, forms.ModelForm):
    assessed_on = TanggalField(label="Tanggal")

    class Meta:
        model = CommunityStatus
        fields = ["status", "assessed_on", "source", "assessor", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
