"""Make the first administrator of a new installation, who makes all other users on the screen."""

from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from groups.keys.commands import DataCommand
from groups.models import Posting
from groups.people import create_user, give_posting
from groups.refusals import GroupError


class Command(DataCommand):
    help = "Buat pengguna administrator dan cetak kata sandi pertamanya, yang harus diganti saat masuk."

    def add_arguments(self, parser):
        parser.add_argument("username", metavar="NAMA_PENGGUNA")
        parser.add_argument("full_name", metavar="NAMA_LENGKAP")

    def handle(self, *args, **options):
        password = get_random_string(14)
        try:
            with transaction.atomic():
                user = create_user(
                    username=options["username"], full_name=options["full_name"], password=password, by=None
                )
                role = Posting.Role.ADMINISTRATOR
                give_posting(user=user, role=role, start=timezone.localdate(), by=None)
        except GroupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{user.full_name} ({user.username}) menjadi administrator.")
        self.stdout.write(f"Kata sandi pertama: {password}")
