"""The printed Berita Acara Penilaian Kelayakan, from the frozen decision alone."""

from assessment.eligibility.freezing import thaw_eligibility_finding, without_notes
from assessment.graduation.decisions import was_corrected
from assessment.models import Assessment
from groups.letterhead import Office, Signer, frozen_kop, furniture, group_signers, village_named
from groups.models import Ksm

Outcome = Assessment.Outcome
# The decision as a berita acara says it, by outcome.
SENTENCES: dict[str, str] = {
    Outcome.ELIGIBLE: "{name} dinyatakan LAYAK menerima BLM Sosial.",
    Outcome.NOT_ELIGIBLE: "{name} dinyatakan BELUM LAYAK menerima BLM Sosial.",
    Outcome.SUSPENDED: "Kelayakan {name} menerima BLM Sosial DITANGGUHKAN.",
}


def eligibility_context(decision: Assessment, ksm: Ksm) -> dict:
    """A frozen decision as its print.html needs it: names, figures and limits of that day."""
    proposal = decision.proposal
    day = decision.as_of
    return {
        "ksm": ksm,
        "decision": decision,
        "sentence": SENTENCES[decision.outcome].format(name=decision.ksm_name),
        "proposal": proposal,
        "facts": decision.facts,
        "findings": without_notes(tuple(thaw_eligibility_finding(row) for row in decision.findings)),
        "corrected": was_corrected(decision),
        "day": day,
        **furniture(
            ksm.bkm,
            day,
            [
                Signer("Menilai,", proposal.proposed_role, decision.second_name),
                Signer("Memutuskan,", decision.decided_by_role, decision.decided_by_name),
                *group_signers(ksm, day, Office.KETUA, lead="Diterima oleh,"),
            ],
            kop=frozen_kop(ksm.bkm, decision.bkm_name, decision.region_name),
        ),
        "village": village_named(decision.region_name).title,
    }
