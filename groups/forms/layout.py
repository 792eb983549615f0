"""How forms of this app are laid out: fieldsets of fields in a grid that is one column on a phone."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout


def grid(legend: str, *fields) -> Fieldset:
    return Fieldset(legend, Div(*fields, css_class="field-grid"))


def helper(*parts) -> FormHelper:
    """A helper that draws fields only: the page owns the form tag and its buttons."""
    made = FormHelper()
    made.form_tag = False
    if parts:
        made.layout = Layout(*parts)
    return made
