"""Who is in a practice group, and what it agreed. All made up, and none has a NIK."""

from groups.models import GroupRule

Kind = GroupRule.Kind

MEMBERS = (
    ("Sumirah", "P", "Warung kelontong"),
    ("Yosefina Nahak", "P", "Penjahit"),
    ("Hasnah Tanjung", "P", "Pedagang sayur"),
    ("Ketut Sarini", "P", "Pembuat kue"),
    ("Paulus Wenda", "L", "Tukang becak"),
    ("Rukmini", "P", "Buruh cuci"),
)
SAVING = 5_000
# What each rule says and its figures: rupiah, percent each instalment, number of instalments.
RULES: tuple[tuple[str, str, dict[str, int]], ...] = (
    (Kind.MEETING, "Bertemu tiap minggu di rumah ketua. Yang terlambat membayar denda.", {"fine_late": 500}),
    (Kind.SAVING, "Menabung wajib tiap pertemuan.", {"minimum_saving": SAVING}),
    (Kind.RECORDING, "Semua buku selesai pada hari pertemuan.", {}),
    (
        Kind.LOAN,
        "Yang paling membutuhkan didahulukan.",
        {"jasa_percent": 1, "max_periods": 8, "max_loan": 100_000},
    ),
    (
        Kind.INSTALLMENT,
        "Mengangsur tiap pertemuan. Kekurangan ditanggung bersama.",
        {"fine_installment": 500},
    ),
)
