"""Numbers for acts that are older than the register of papers: shared by the migrations that give them."""

import secrets
from collections import defaultdict

ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
BKM, KSM = "BKM", "KSM"


def number_line(serial, kind, code, day):
    return f"{serial:03d}/{kind}/{code}/{ROMAN[day.month - 1]}/{day.year}"


def number_old(apps, schema_editor, acts):
    """Write papers for acts, in the order of their days: (issuer, kind, ksm_id, day, subject, title, more).

    `more` may hold a serial and a number that the act has had from the beginning, and its withdrawal.
    """
    Paper, Ksm = apps.get_model("groups", "Paper"), apps.get_model("groups", "Ksm")
    using = schema_editor.connection.alias
    acts = sorted(acts, key=lambda act: (act[3], act[1], act[2]))
    groups = Ksm.objects.using(using).select_related("bkm").in_bulk({act[2] for act in acts})
    last = defaultdict(int)
    papers = []
    for issuer, kind, ksm_id, day, subject, title, more in acts:
        ksm = groups[ksm_id]
        counter = (ksm.bkm_id if issuer == BKM else ksm_id, kind, day.year)
        serial = more.get("serial") or last[counter] + 1
        last[counter] = max(last[counter], serial)
        papers.append(
            Paper(
                bkm_id=ksm.bkm_id,
                ksm_id=ksm_id,
                issuer=issuer,
                kind=kind,
                year=day.year,
                serial=serial,
                is_counted="number" not in more,
                number=more.get("number") or number_line(serial, kind, ksm.code, day),
                ksm_name=ksm.name,
                bkm_name=ksm.bkm.name,
                day=day,
                title=title[:200],
                subject=str(subject),
                code="".join(secrets.choice(ALPHABET) for _ in range(12)),
                withdrawn_on=more.get("withdrawn_on"),
                withdrawn_reason=more.get("withdrawn_reason", "")[:300],
            )
        )
    Paper.objects.using(using).bulk_create(papers, batch_size=500)
