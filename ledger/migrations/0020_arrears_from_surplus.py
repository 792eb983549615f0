from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0019_spending_undone_alone")]

    operations = [
        migrations.AlterField(
            model_name="loanevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("EARLY_SETTLED", "Pelunasan dipercepat"),
                    ("RESCHEDULED", "Penjadwalan ulang"),
                    ("JASA_WAIVED", "Pembebasan jasa"),
                    ("WRITTEN_OFF", "Penghapusbukuan"),
                    ("RECOVERED", "Penerimaan pinjaman yang dihapusbukukan"),
                    ("SET_OFF", "Pelunasan dari tabungan"),
                    ("FROM_SURPLUS", "Tunggakan dipotong dari SHU"),
                    ("DEATH", "Peminjam meninggal dunia"),
                    ("CANCELLED", "Pembatalan perjanjian"),
                ],
                max_length=13,
                verbose_name="jenis",
            ),
        ),
        migrations.AlterField(
            model_name="repayment",
            name="paid_from",
            field=models.CharField(
                choices=[
                    ("MEMBER", "Anggota"),
                    ("TR", "Tanggung renteng"),
                    ("SAVING", "Tabungan anggota"),
                    ("SHU", "SHU anggota"),
                    ("GROUP", "Kas kelompok"),
                    ("HEIR", "Ahli waris"),
                ],
                default="MEMBER",
                max_length=6,
                verbose_name="dibayar dari",
            ),
        ),
    ]
