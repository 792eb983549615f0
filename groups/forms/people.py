"""Forms about users: their names, passwords and postings."""

import django_filters
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db.models import Q
from django.utils import timezone

from groups.entrance.addresses import client_address
from groups.entrance.throttle import Lock, knock, let_in
from groups.forms.layout import helper
from groups.forms.picking import BKM_SOURCE, KSM_SOURCE, PickField, region_source
from groups.models import Posting, Region, ServiceUnit, User
from groups.people import login_name
from ksm.fields import TanggalField
from ksm.forms import FilterForm, PlainSpoken, Sorting, speak_plainly
from ksm.text import sought

Role = Posting.Role
HARD_TO_GUESS = "Paling sedikit 8 huruf, jangan hanya angka, jangan yang mudah ditebak."
USERNAME = RegexValidator(r"^[a-zA-Z0-9._-]+\Z", "Hanya huruf, angka, titik, garis bawah dan tanda hubung.")
PHONE = RegexValidator(r"^[0-9 +()./-]+\Z", "Nomor telepon berisi angka, misalnya 0812-3456-7890.")


def phone_field() -> forms.CharField:
    return forms.CharField(
        label="Telepon",
        max_length=30,
        required=False,
        validators=[PHONE],
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class LoginForm(PlainSpoken, AuthenticationForm):
    lock: Lock | None = None
    error_messages = {
        "invalid_login": "Nama pengguna atau kata sandi tidak cocok.",
        "inactive": "Nama pengguna atau kata sandi tidak cocok.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Nama pengguna"
        self.fields["password"].label = "Kata sandi"
        # The record of tries has no room for more, and PostgreSQL would refuse it.
        self.fields["username"].validators.append(MaxLengthValidator(150))
        speak_plainly(self.fields["username"])

    def clean_username(self):
        return login_name(self.cleaned_data["username"])

    def clean(self):
        """Looks at the password only where neither the name nor the address is locked; see `lock`."""
        name = self.cleaned_data.get("username")
        if name and self.cleaned_data.get("password"):
            self.lock = knock(name, client_address(self.request), timezone.now())
            if self.lock:
                raise forms.ValidationError("Terkunci sementara.", code="locked")
        return super().clean()


class UserForm(PlainSpoken, forms.Form):
    full_name = forms.CharField(label="Nama lengkap", max_length=120)
    username = forms.CharField(
        label="Nama pengguna",
        max_length=60,
        validators=[USERNAME],
        help_text="Dipakai untuk masuk, misalnya sari.semarang.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    phone = phone_field()
    email = forms.EmailField(label="E-mail", max_length=120, required=False, help_text="Boleh kosong.")
    helper = helper()


class NewUserForm(UserForm):
    password = forms.CharField(
        label="Kata sandi pertama",
        max_length=128,
        strip=False,
        help_text=f"{HARD_TO_GUESS} Harus diganti saat pertama kali masuk.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )


def old_password_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class AsksAgain(PlainSpoken, forms.Form):
    """Asks who is logged in for the password again; wrong ones count, and lock, as at login (`lock`).

    A phone that was left open is not enough then for what keeps others out.
    """

    lock: Lock | None = None
    helper = helper()

    def __init__(self, *args, request, **kwargs):
        self.user, self.address = request.user, client_address(request)
        super().__init__(*args, **kwargs)

    def right_password(self, typed: str, wrong: str) -> str:
        """What was typed; raises ValidationError with the sentence `wrong`, or because of a lock."""
        self.lock = knock(self.user.username, self.address, timezone.now())
        if self.lock:
            raise forms.ValidationError("Terkunci sementara.", code="locked")
        if not self.user.check_password(typed):
            raise forms.ValidationError(wrong)
        let_in(self.user.username, self.address)
        return typed


class PasswordAgainForm(AsksAgain):
    password = old_password_field("Kata sandi Anda")

    def clean_password(self):
        return self.right_password(self.cleaned_data["password"], "Kata sandi tidak cocok.")


def code_field() -> forms.CharField:
    return forms.CharField(
        label="Kode",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


class CodeForm(PlainSpoken, forms.Form):
    """Six digits of the app, or one recovery code."""

    code = code_field()
    helper = helper()


class FactorForm(PasswordAgainForm):
    """A code, and the password of who changes what is asked for beside it."""

    code = code_field()
    field_order = ("code", "password")


class FactorResetForm(PasswordAgainForm):
    reason = forms.CharField(label="Alasan", max_length=300)
    field_order = ("reason", "password")


class PasswordCodeForm(PlainSpoken, forms.Form):
    """A new password by the code that an administrator handed over."""

    username = forms.CharField(
        label="Nama pengguna",
        max_length=150,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "username"}),
    )
    code = forms.CharField(
        label="Kode dari administrator",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    password = forms.CharField(
        label="Kata sandi baru",
        max_length=128,
        strip=False,
        help_text=HARD_TO_GUESS,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label="Kata sandi baru, sekali lagi",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    helper = helper()

    def clean_username(self):
        return login_name(self.cleaned_data["username"])

    def clean_repeated(self):
        if self.cleaned_data["repeated"] != self.cleaned_data.get("password"):
            raise forms.ValidationError("Kedua kata sandi baru tidak sama.")
        return self.cleaned_data["repeated"]


class OwnPasswordForm(AsksAgain):
    old = old_password_field("Kata sandi lama")
    password = forms.CharField(
        label="Kata sandi baru",
        max_length=128,
        strip=False,
        help_text=HARD_TO_GUESS,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label="Kata sandi baru, sekali lagi",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_old(self):
        return self.right_password(self.cleaned_data["old"], "Kata sandi lama tidak cocok.")

    def clean_repeated(self):
        if self.cleaned_data["repeated"] != self.cleaned_data.get("password"):
            raise forms.ValidationError("Kedua kata sandi baru tidak sama.")
        return self.cleaned_data["repeated"]


class PostingForm(PlainSpoken, forms.Form):
    """A posting without scope: the administrator's. The other roles add where."""

    start = TanggalField(label="Mulai bertugas")
    helper = helper()


class FacilitatorForm(PostingForm):
    region = PickField(
        region_source((Region.Level.KELURAHAN,)),
        label="Kelurahan/desa",
        help_text="Beberapa kelurahan: buat satu penugasan untuk tiap kelurahan.",
    )


class CityCoordinatorForm(PostingForm):
    region = PickField(
        region_source((Region.Level.PROVINCE, Region.Level.CITY, Region.Level.DISTRICT)),
        label="Wilayah",
        help_text="Membaca semua KSM di bawah wilayah ini.",
    )


class VolunteerForm(PostingForm):
    ksm = PickField(KSM_SOURCE, label="KSM")


class CoordinatorForm(PostingForm):
    bkm = PickField(BKM_SOURCE, label="BKM")


class UnitStaffForm(CoordinatorForm):
    unit = forms.ChoiceField(label="Unit", choices=ServiceUnit.Kind.choices)

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        bkm, unit = cleaned.get("bkm"), cleaned.get("unit")
        if bkm and unit and not bkm.units.filter(kind=unit).exists():
            self.add_error("unit", f"{bkm.name} tidak mempunyai unit {unit}.")
        return cleaned


POSTING_FORMS: dict[str, type[PostingForm]] = {
    Role.FACILITATOR: FacilitatorForm,
    Role.VOLUNTEER: VolunteerForm,
    Role.UNIT_STAFF: UnitStaffForm,
    Role.BKM_COORDINATOR: CoordinatorForm,
    Role.CITY_COORDINATOR: CityCoordinatorForm,
    Role.ADMINISTRATOR: PostingForm,
}


class EndPostingForm(PlainSpoken, forms.Form):
    end = TanggalField(label="Berakhir", help_text="Hari pertama tanpa penugasan ini.")
    helper = helper()


class UserFilter(django_filters.FilterSet):
    cari = django_filters.CharFilter(label="Cari nama", method="filter_text")
    peran = django_filters.ChoiceFilter(
        label="Tugas sekarang", choices=Role.choices, method="filter_role", empty_label="Semua tugas"
    )
    status = django_filters.ChoiceFilter(
        label="Status",
        choices=[("aktif", "Aktif"), ("tidak", "Tidak aktif")],
        method="filter_status",
        empty_label="Semua",
    )
    urut = Sorting(
        label="Urutkan",
        fields=[("full_name", "nama"), ("username", "pengguna"), ("date_joined", "dibuat")],
        choices=[("nama", "Nama"), ("pengguna", "Nama pengguna"), ("-dibuat", "Terbaru dibuat")],
        empty_label=None,
    )

    class Meta:
        model = User
        form = FilterForm
        fields: list[str] = []

    def __init__(self, *args, today, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def filter_text(self, queryset, name, value):
        text = sought(value)[:100]
        return queryset.filter(Q(full_name__plain__icontains=text) | Q(username__plain__icontains=text))

    def filter_role(self, queryset, name, value):
        return queryset.filter(pk__in=Posting.objects.on(self.today).filter(role=value).values("user"))

    def filter_status(self, queryset, name, value):
        return queryset.filter(is_active=value == "aktif")


class TokenForm(PlainSpoken, forms.Form):
    """What a new token is for."""

    name = forms.CharField(
        label="Dipakai untuk", max_length=80, help_text="Misalnya: lembar kerja rekap kantor."
    )
