"""Users and their postings (administrators only), and everybody's own password."""

from functools import partial

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.access import require_administrator
from groups.entrance.resetting import make_password_code
from groups.exporting import page_or_file
from groups.first_steps import administrator_steps, waiting_kelurahans
from groups.forms.people import (
    POSTING_FORMS,
    EndPostingForm,
    NewUserForm,
    OwnPasswordForm,
    UserFilter,
    UserForm,
)
from groups.models import Backup, Posting, Region, User
from groups.pages import attempt, form_page, page_of, posted, press, refuse, warn
from groups.people import (
    choose_password,
    create_user,
    end_posting,
    end_sessions,
    give_posting,
    set_active,
    update_user,
)
from groups.refusals import GroupError
from groups.tables import user_table
from groups.views.entrance import locked

Role = Posting.Role
# How the address names a role, and what the role may do, in words.
ROLES = {
    "fasilitator": (Role.FACILITATOR, "Mendampingi dan mengubah semua KSM di kelurahannya."),
    "relawan": (Role.VOLUNTEER, "Mencatat pertemuan satu KSM yang didampinginya."),
    "petugas": (Role.UNIT_STAFF, "Membaca semua KSM milik BKM tempat unitnya."),
    "koordinator-bkm": (Role.BKM_COORDINATOR, "Membaca semua KSM BKM-nya dan menjadi orang kedua."),
    "koordinator-kota": (Role.CITY_COORDINATOR, "Membaca semua KSM di wilayahnya."),
    "administrator": (Role.ADMINISTRATOR, "Membuat pengguna dan BKM, membaca semua."),
}


def _scoped(postings):
    return postings.select_related("region", "bkm__kelurahan", "ksm__bkm__kelurahan")


@login_required
@require_safe
def user_list(request):
    require_administrator(request.user)
    today = timezone.localdate()
    current = Prefetch("postings", _scoped(Posting.objects.on(today)), to_attr="current_postings")
    users = User.objects.prefetch_related(current).order_by("full_name", "pk")
    listing = UserFilter(request.GET, users, today=today)
    context = {
        "filter": listing,
        "page": page_of(request, listing.qs),
        "is_filtered": any(request.GET.get(name) for name in ("cari", "peran", "status")),
        "first": administrator_steps(today),
        "is_without_backup": Backup.objects.is_late(timezone.now()),
    }
    table = partial(user_table, listing.qs)
    return page_or_file(request, "groups/people/list.html", context, table)


def _crumbs():
    return [("Pengguna", reverse("groups:user_list"))]


def _user_form(request, form, user, heading, **more):
    back = reverse("groups:user_detail", args=[user.pk])
    crumbs = [*_crumbs(), (user.full_name, back)]
    return form_page(request, form, heading=heading, crumbs=crumbs, back=back, **more)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def user_create(request):
    require_administrator(request.user)
    form = NewUserForm(posted(request))
    if form.is_valid() and (user := attempt(form, create_user, by=request.user, **form.cleaned_data)):
        messages.success(request, f"{user.full_name} sudah bisa masuk. Berikutnya: beri penugasan.")
        return redirect("groups:user_detail", user.pk)
    back = reverse("groups:user_list")
    return form_page(request, form, heading="Pengguna baru", crumbs=_crumbs(), back=back)


@login_required
@require_safe
def user_detail(request, user_id):
    require_administrator(request.user)
    shown = get_object_or_404(User, pk=user_id)
    today = timezone.localdate()
    postings = list(_scoped(shown.postings).order_by("-start", "-pk"))
    current = [posting for posting in postings if not posting.end or posting.end > today]
    context = {
        "shown": shown,
        "current": current,
        "place": next(iter(current), Posting()),  # whose clock tells when the user was here
        "past": [posting for posting in postings if posting.end and posting.end <= today],
        "roles": [(slug, role.label, text) for slug, (role, text) in ROLES.items()],
        "crumbs": _crumbs(),
        "without_bkm": {place.pk for place in waiting_kelurahans(shown, today)},
        "first": administrator_steps(today),
    }
    return render(request, "groups/people/detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def user_update(request, user_id):
    require_administrator(request.user)
    user = get_object_or_404(User, pk=user_id)
    fields = ("username", "full_name", "phone", "email")
    form = UserForm(posted(request), initial={name: getattr(user, name) for name in fields})
    if form.is_valid() and attempt(form, update_user, user=user, by=request.user, **form.cleaned_data):
        messages.success(request, "Data pengguna sudah disimpan.")
        return redirect("groups:user_detail", user.pk)
    return _user_form(request, form, user, "Ubah pengguna")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def user_password(request, user_id):
    """A code, shown this once, with which the user chooses a new password."""
    require_administrator(request.user)
    user = get_object_or_404(User, pk=user_id)
    back = reverse("groups:user_detail", args=[user.pk])
    context = {"shown": user, "crumbs": [*_crumbs(), (user.full_name, back)], "code": "", "until": None}
    if request.method == "POST":
        try:
            code, until = make_password_code(user=user, by=request.user, now=timezone.now())
        except GroupError as refusal:
            refuse(request, str(refusal))
            return redirect("groups:user_detail", user.pk)
        context |= {"code": code, "until": until, "place": Posting()}
    return render(request, "groups/people/password_code.html", context)


@login_required
@require_POST
def user_activate(request, user_id):
    """Deactivates an active user and the other way round, as the button sent says."""
    require_administrator(request.user)
    user = get_object_or_404(User, pk=user_id)
    active = {"ya": True, "tidak": False}.get(request.POST.get("aktif"))
    if active is None:
        refuse(request, "Pilih Aktifkan lagi atau Nonaktifkan.")
        return redirect("groups:user_detail", user.pk)
    if press(request, set_active, user=user, active=active, on=timezone.localdate(), by=request.user):
        messages.success(request, "Pengguna diaktifkan." if active else "Pengguna dinonaktifkan.")
    return redirect("groups:user_detail", user.pk)


@login_required
@require_POST
def user_log_out(request, user_id):
    """Ends every session of a user, on a lost phone too."""
    require_administrator(request.user)
    user = get_object_or_404(User, pk=user_id)
    end_sessions(user=user, by=request.user)
    messages.success(request, f"{user.full_name} sudah dikeluarkan dari semua perangkat.")
    return redirect("groups:user_detail", user.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def posting_create(request, user_id, slug):
    require_administrator(request.user)
    user = get_object_or_404(User, pk=user_id)
    if slug not in ROLES:
        raise Http404
    role, text = ROLES[slug]
    form = POSTING_FORMS[role](posted(request), initial={"start": timezone.localdate()})
    facts = form.cleaned_data if form.is_valid() else None
    if facts and attempt(form, give_posting, user=user, role=role, by=request.user, **facts):
        messages.success(request, f"{user.full_name} ditugaskan sebagai {role.label}.")
        warn(request, _posting_warnings(role, facts.get("region")))
        return redirect("groups:user_detail", user.pk)
    return _user_form(request, form, user, f"Tugaskan sebagai {role.label}", lead=text)


def _posting_warnings(role: str, place: Region | None) -> list[str]:
    """A facilitator of a kelurahan without a BKM can register no group."""
    if role != Role.FACILITATOR or place is None or place.bkms.exists():
        return []
    why = "fasilitator ini belum bisa mendaftarkan KSM. Catat BKM-nya dulu."
    return [f"{place.full_name} belum punya BKM, jadi {why}"]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def posting_end(request, user_id, posting_id):
    require_administrator(request.user)
    user = get_object_or_404(User, pk=user_id)
    posting = get_object_or_404(user.postings, pk=posting_id, end=None)
    form = EndPostingForm(posted(request), initial={"end": timezone.localdate()})
    if form.is_valid() and attempt(form, end_posting, posting=posting, by=request.user, **form.cleaned_data):
        messages.success(request, "Penugasan diakhiri.")
        return redirect("groups:user_detail", user.pk)
    heading = f"Akhiri tugas {posting.title}"
    return _user_form(request, form, user, heading, submit="Akhiri penugasan")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_password(request):
    form = OwnPasswordForm(posted(request), request=request)
    if form.is_valid():
        user = attempt(form, choose_password, user=request.user, password=form.cleaned_data["password"])
        if user:
            update_session_auth_hash(request, user)
            messages.success(request, "Kata sandi sudah diganti.")
            return redirect("home")
    if form.lock:
        return locked(request, form.lock)
    context = {"form": form, "is_first": request.user.must_change_password}
    return render(request, "groups/people/own_password.html", context)
