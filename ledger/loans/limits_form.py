"""A new set of class limits and reserves."""

from groups.forms.program import DatedRuleForm, values_of
from ledger.loans.limits import LIMITS, RESERVES
from ledger.models import CollectabilityRule

COUNTED = "Bulan atau angsuran yang belum dibayar."
MAY_DIFFER = "Program dapat memakai angka lain."


class CollectabilityRuleForm(DatedRuleForm):
    """Limits in months or instalments, reserves in percent; the verb asks whether they fit together."""

    highest = 120  # months: ten years

    class Meta:
        model = CollectabilityRule
        fields = ["effective_from", *values_of(CollectabilityRule), "source"]
        help_texts = {
            "upto_2": f"{COUNTED} Kelas 2; lancar bila tidak ada tunggakan. {MAY_DIFFER}",
            "upto_3": f"{COUNTED} Kelas 3, lebih dari batas kelas 2. {MAY_DIFFER}",
            "upto_4": f"{COUNTED} Kelas 4; selebihnya macet. {MAY_DIFFER}",
            "at_risk_from": f"{COUNTED} Pinjaman KSM kepada UPK. {MAY_DIFFER}",
            **dict.fromkeys(RESERVES, f"Persen dari sisa pokok, 0 sampai 100. {MAY_DIFFER}"),
        }

    def _get_validation_exclusions(self):
        """How the limits compare is asked by the verb too, which names the field."""
        return super()._get_validation_exclusions() | {*LIMITS}

    def is_percentage(self, name: str) -> bool:
        return name in RESERVES
