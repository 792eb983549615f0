"""The form of a BKM and its units."""

from django import forms

from groups.forms.layout import helper
from groups.forms.people import phone_field
from groups.forms.picking import PickField, region_source
from groups.models import Bkm, Region, ServiceUnit
from ksm.forms import PlainSpoken


class BkmForm(PlainSpoken, forms.Form):
    name = forms.CharField(label="Nama BKM", max_length=120)
    kelurahan = PickField(region_source((Region.Level.KELURAHAN,)), label="Kelurahan/desa")
    units = forms.MultipleChoiceField(
        label="Unit",
        choices=ServiceUnit.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Unit pelaksana (UP-UP) yang sudah dibentuk BKM.",
    )
    address = forms.CharField(label="Alamat sekretariat", max_length=200, required=False)
    phone = phone_field()
    helper = helper()


def facts_of(bkm: Bkm) -> dict:
    """What the form shows for a BKM that is there already."""
    return {
        "name": bkm.name,
        "kelurahan": bkm.kelurahan,
        "units": [unit.kind for unit in bkm.units.all()],
        "address": bkm.address,
        "phone": bkm.phone,
    }
