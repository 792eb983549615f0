"""Pages and papers left undrawn, where only the answer's status is looked at. Other tests draw them."""

from contextlib import contextmanager
from unittest import mock


def draws(nothing):
    """A plain function that gives the same whatever it is asked; a mock would keep all that it was asked."""

    def draw(*_, **__):
        return nothing

    return draw


@contextmanager
def no_paper():
    """No paper is laid out, where only pages or the answer's status are looked at. Other tests draw them."""
    with mock.patch("ksm.pdf.html_to_pdf", draws(b"%PDF")):
        yield


@contextmanager
def nothing_drawn():
    """No page and no paper is drawn: only the answer's status is looked at. Other tests draw them."""
    with no_paper(), mock.patch("django.template.backends.django.Template.render", draws("")):
        yield
