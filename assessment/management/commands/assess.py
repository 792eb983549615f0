"""Compute the graduation criteria of one group, or refresh the standings behind the dashboard."""

import json
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from assessment.graduation.windows import judge_weeks
from assessment.models import Standing
from assessment.stale import stale
from assessment.standings import refresh_standings
from groups.keys.commands import DataCommand
from groups.models import Ksm
from groups.selection import ksm_by_code
from ksm.dates import DateError, parse_date


class Command(DataCommand):
    help = (
        "Hitung lima syarat kelulusan satu KSM, atau perbarui keadaan KSM untuk dasbor: --due tiap malam, "
        "--all untuk semuanya dari awal. Boleh dihentikan; --due melanjutkan."
    )

    def add_arguments(self, parser):
        parser.add_argument("--ksm", metavar="KODE")
        parser.add_argument("--bkm", metavar="NAMA")
        parser.add_argument("--last-week", type=int, metavar="N")
        parser.add_argument("--as-of", metavar="YYYY-MM-DD")
        parser.add_argument("--json", action="store_true", help="Cetak sebagai JSON.")
        parser.add_argument("--all", action="store_true", help="Hitung ulang keadaan semua KSM.")
        parser.add_argument("--due", action="store_true", help="Hitung ulang yang sudah waktunya saja.")

    def handle(self, *args, **options):
        if options["all"] or options["due"]:
            self._refresh(every=options["all"])
            return
        if not options["ksm"]:
            raise CommandError("Sebutkan --ksm KODE, --due, atau --all.")
        ksm = ksm_by_code(options["ksm"], options["bkm"])
        if options["last_week"] is not None and options["last_week"] < 1:
            raise CommandError("--last-week paling sedikit 1.")
        try:
            as_of = parse_date(options["as_of"]) or ksm.today()
        except DateError as error:
            raise CommandError(str(error)) from error
        result = report(ksm, as_of, options["last_week"])
        if options["json"]:
            self.stdout.write(json.dumps(result, indent=1, ensure_ascii=False))
            return
        self.stdout.write(f"{ksm.name}: {result['state']}")
        for code, finding in result["findings"].items():
            self.stdout.write(f"  {code}: {finding['actual']} {finding['missing']}")

    def _refresh(self, *, every: bool) -> None:
        """Bring standings up to date. What an interrupted run did not reach stays due."""
        if every:
            Standing.objects.update(due_on=None)
        waiting = stale(Ksm.objects.counted(), timezone.now()).count()
        written = refresh_standings(
            Ksm.objects.counted(),
            now=timezone.now(),
            done=lambda written: self.stdout.write(f"{written} dari {waiting} KSM"),
        )
        self.stdout.write(f"{written} KSM dihitung ulang.")


def report(ksm: Ksm, as_of, last_week: int | None) -> dict:
    """What the command prints: figures as reduced fractions in text (data/README.md, commands)."""
    facts, judgement, _ = judge_weeks(ksm, as_of, last_week)
    findings: dict[str, dict[str, Any]] = {}
    for finding in judgement.findings:
        actual = finding.actual
        if finding.code == "five_rules":
            text: str | None = f"{finding.numerator}/5"
        else:
            text = None if actual is None else str(actual)
        findings[finding.code] = {"actual": text, "met": finding.met, "missing": finding.missing}
    savings = judgement.finding("routine_savings")
    findings["routine_savings"] |= {"savers": savings.numerator, "members": savings.denominator}
    return {
        "ksm": ksm.code,
        "window": {
            "first": facts.first.isoformat() if facts.first else None,
            "last": facts.last.isoformat() if facts.last else None,
        },
        "findings": findings,
        "all_met": judgement.all_met,
        "state": judgement.state.value,
    }
