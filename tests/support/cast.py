"""Somebody of each role of the table of rights: at home in the group of the world, beside it, elsewhere."""

from groups.models import Bkm, Ksm, User
from tests.support import factories


def at_home(ids) -> dict[str, User | None]:
    """Who stands for each role in the area of the group; nobody for who did not log in."""
    ksm, bkm = Ksm.objects.get(pk=ids["ksm_id"]), Bkm.objects.get(pk=ids["bkm_id"])
    return {
        "fas": User.objects.get(username="sari"),
        "rel": factories.make_volunteer("tini", ksm),
        "upk": factories.make_unit_staff("joko", bkm, "UPK"),
        "upl": factories.make_unit_staff("lina", bkm, "UPL"),
        "ups": factories.make_unit_staff("lestari", bkm, "UPS"),
        "kor": factories.make_coordinator("ratna", bkm),
        "kota": factories.make_city_coordinator("hasan"),
        "adm": factories.make_administrator(),
        "tamu": None,
    }


def cast(ids) -> dict[str, User | None]:
    """Those at home, and who works for another group of the same BKM, or for one of another."""
    beside = factories.make_ksm(Bkm.objects.get(pk=ids["bkm_id"]), name="KSM Melur")
    elsewhere = factories.make_bkm("BKM Pusat Pasar", "12.71.01.1001")
    factories.make_ksm(elsewhere, name="KSM Kenanga")
    return at_home(ids) | {
        "rel2": factories.make_volunteer("wati", beside),
        "up2": factories.make_unit_staff("eko", elsewhere, "UPK"),
        "kor2": factories.make_coordinator("dodi", elsewhere),
        "fas2": factories.make_facilitator("budi", "12.71.01.1001"),
    }
