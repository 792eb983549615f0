"""The menu, by what the user's postings of today let them do."""

from django.urls import reverse

from groups.access import Role, roles_of

ENTRIES = (
    ("Pertemuan hari ini", "meetings:today", {Role.FACILITATOR, Role.VOLUNTEER}),
    ("Minggu ini", "this_week", set(Role) - {Role.ADMINISTRATOR}),
    ("Dasbor", "dashboard", set(Role) - {Role.VOLUNTEER}),
    ("Rekap", "recap", {Role.UNIT_STAFF, Role.BKM_COORDINATOR, Role.CITY_COORDINATOR, Role.ADMINISTRATOR}),
    ("Laporan", "facilitator_monthly", {Role.FACILITATOR}),
    ("KSM", "groups:ksm_list", set(Role)),
    ("Tutup bulan", "meetings:months_of_all", {Role.FACILITATOR}),
    ("Impor", "meetings:import", {Role.FACILITATOR}),
    ("BKM", "groups:bkm_list", set(Role)),
    ("Antrean", "groups:job_list", set(Role) - {Role.VOLUNTEER}),
    ("Ketentuan", "groups:program_rules", {Role.ADMINISTRATOR}),
    ("Pengguna", "groups:user_list", {Role.ADMINISTRATOR}),
    ("Cadangan", "backup_list", {Role.ADMINISTRATOR}),
    ("Keadaan sistem", "system_state", {Role.ADMINISTRATOR}),
    ("Latihan", "practice", {Role.FACILITATOR}),
    ("Akun", "account", set(Role)),
)


def navigation(request) -> dict:
    """Context processor: `nav_items` as (label, address, is this page inside it)."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"nav_items": []}
    roles = roles_of(request.user)
    items = []
    for label, name, wanted in ENTRIES:
        if roles & wanted:
            url = reverse(name)
            items.append((label, url, request.path.startswith(url)))
    return {"nav_items": items}
