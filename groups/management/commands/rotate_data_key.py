"""Everything encrypted is written anew under the newest data key."""

from groups.keys.commands import DataCommand
from groups.keys.rotating import CHUNK, Progress, rotate


class Command(DataCommand):
    help = (
        "Enkripsi ulang semua data dengan DATA_KEY yang baru; kunci lama di OLD_DATA_KEYS. Boleh dijalankan "
        "selagi produk dipakai, dan boleh diputus: jalan berikutnya meneruskan."
    )

    def add_arguments(self, parser):
        parser.add_argument("--baris", type=int, default=CHUNK, help="baris per transaksi")

    def handle(self, *args, **options):
        found: dict[str, Progress] = {}
        for progress in rotate(max(options["baris"], 1)):
            found[progress.label] = progress
            if options["verbosity"] > 1:
                self.stdout.write(f"{progress.label}: {progress.seen} diperiksa ...")
        for one in found.values():
            self.stdout.write(f"{one.label}: {one.seen} nilai, {one.renewed} dienkripsi ulang.")
        if lost := sum(one.unreadable for one in found.values()):
            self.stdout.write(f"{lost} nilai tidak terbaca dengan kunci mana pun, dan dibiarkan apa adanya.")
            self.stdout.write("Tambahkan kuncinya di OLD_DATA_KEYS bila masih ada, lalu jalankan lagi.")
        else:
            self.stdout.write("Semua sudah memakai kunci baru: OLD_DATA_KEYS boleh dikosongkan.")
