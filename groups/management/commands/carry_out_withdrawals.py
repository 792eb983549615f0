"""What members no longer agree to is held no longer: for a timer, every night."""

from django.core.management.base import CommandError
from django.db.models import Q
from django.utils import timezone

from groups.consents.consenting import carry_out, forget_past
from groups.consents.standing import waiting_withdrawals
from groups.keys.commands import DataCommand
from groups.models import Consent, Ksm
from ksm.certain import certain
from ksm.refusals import RefusalError


class Command(DataCommand):
    help = "Kosongkan data yang persetujuannya ditarik atau tidak diberikan, juga dalam riwayat."

    def handle(self, *args, **options):
        now, late, done, refused = timezone.now(), 0, 0, 0
        for withdrawal in waiting_withdrawals(Ksm.objects.all()):
            late += certain(withdrawal.due_at, "a withdrawal has a deadline") < now
            try:
                carry_out(withdrawal=withdrawal, by=None)
                done += 1
            except RefusalError as refusal:
                refused += 1
                member = withdrawal.member
                self.stderr.write(f"{member.ksm.code} nomor {member.number}: {refusal}")
        in_effect = Consent.objects.filter(Q(act=Consent.Act.GIVEN) | Q(effect__isnull=False))
        past = forget_past(in_effect.select_related("effect", "member__ksm__bkm"))
        self.stdout.write(
            f"{done} penarikan dilaksanakan, {late} di antaranya lewat 3 x 24 jam; "
            f"{past} baris riwayat dikosongkan."
        )
        if refused:
            raise CommandError(f"{refused} penarikan ditolak, sebabnya di atas.")
