"""Who may do what: one table of every address of the product, its methods, and what each role is answered.

It drives tests/test_permissions.py and is printed as docs/hak-akses.md by
`python -m tests.support.permissions`. A new address needs a line: the address with a star for each id,
G (opened), P (sent) or GP, a letter for each role in the order of ROLES, and what it is for. An address that
answers some slug differently has a line of its own for it. An empty form is sent, so that only the right to
send it is asked about.
"""

from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "hak-akses.md"
ROLES = {
    "fas": "Fasilitator",
    "rel": "Relawan KSM ini",
    "rel2": "Relawan KSM lain",
    "upk": "UPK",
    "upl": "UPL",
    "ups": "UPS",
    "up2": "UP-UP BKM lain",
    "kor": "Koordinator BKM",
    "kor2": "Koordinator BKM lain",
    "kota": "Koordinator kota",
    "adm": "Administrator",
    "fas2": "Fasilitator lain",
    "tamu": "Tanpa masuk",
}
# Let in; reads the place, but not this (403); does not exist for this person (404); asked to log in first.
LETTERS = {"y": "ya", "n": "tidak", "-": "tak tampak", "m": "masuk dulu"}

INTRO = """# Hak akses

Siapa boleh membuka dan mengirim apa, untuk satu KSM dan BKM-nya. Tabel ini sama dengan yang diuji.

- **ya**: boleh. **tidak**: melihat tempatnya, tetapi bukan haknya (403). **tak tampak**: alamat
  itu tidak ada bagi orang ini (404). **masuk dulu**: diminta masuk.
- Alamat dengan bintang memuat nomor. Relawan KSM lain mendampingi KSM lain di BKM yang sama.
- KSM yang sudah ditutup hanya dapat dibaca.
- Surat perjanjian, pernyataan tanggung renteng, dan perjanjian BLM memuat NIK yang disamarkan. Dengan
  `?nik=lengkap` fasilitator, relawan KSM ini, dan koordinator BKM mencetak NIK lengkap; tiap cetakan tercatat
  di riwayat KSM.
"""

TABLE = """
/                                        G   y y y y y y y y y y y y m  Halaman pertama
/masuk/                                  GP  y y y y y y y y y y y y y  Masuk
/masuk/kode/                             GP  y y y y y y y y y y y y m  Kode dari aplikasi autentikator
/masuk/pengaman/                         GP  y y y y y y y y y y y y m  Pasang pengaman kedua
/masuk/kata-sandi-baru/                  GP  y y y y y y y y y y y y y  Kata sandi baru dengan kode
/akun/                                   G   y y y y y y y y y y y y m  Akun sendiri
/akun/kode-cadangan/                     GP  y y y y y y y y y y y y m  Kode cadangan baru
/periksa/                                G   y y y y y y y y y y y y y  Periksa surat
/periksa/*/                              G   y y y y y y y y y y y y y  Surat menurut kodenya
/keluar/                                 P   y y y y y y y y y y y y y  Keluar
/keluar/semua/                           P   y y y y y y y y y y y y m  Keluar dari semua perangkat
/pekerja.js                              G   y y y y y y y y y y y y y  Pekerja luring di ponsel
/buku-ksm.webmanifest                    G   y y y y y y y y y y y y y  Keterangan untuk layar utama ponsel
/luring/                                 G   y y y y y y y y y y y y y  Halaman tanpa sinyal
/luring/keadaan/                         G   y y y y y y y y y y y y y  Siapa yang masuk, untuk kiriman ponsel
/pertemuan-hari-ini/                     G   y y y y y y y y y y y y m  Pertemuan hari ini
/unduhan/                                G   y y y y y y y y y y y y m  Unduhan: yang diambil sebagai berkas
/kata-sandi/                             GP  y y y y y y y y y y y y m  Ganti kata sandi sendiri
/panduan/                                G   y y y y y y y y y y y y m  Panduan
/dasbor/                                 G   y y y y y y y y y y y y m  Dasbor
/alur/                                   G   y y y y y y y y y y y y m  Alur KSM
/tridaya/                                G   y y y y y y y y y y y y m  Tridaya
/minggu-ini/                             G   y y y y y y y y y y y y m  Minggu ini
/latihan/                                G   y n n n n n n n n n n y m  Latihan
/latihan/mulai/                          P   y n n n n n n n n n n y m  Mulai kelompok latihan
/latihan/kosongkan/                      P   y n n n n n n n n n n y m  Kosongkan kelompok latihan
/wilayah/                                G   n n n n n n n n n n y n m  Perubahan wilayah
/wilayah/baru/                           GP  n n n n n n n n n n y n m  Tambah kelurahan
/wilayah/cari/                           G   y y y y y y y y y y y y m  Cari wilayah
/ketentuan/                              G   y y y y y y y y y y y y m  Ketentuan program
/ketentuan/baru/                         GP  n n n n n n n n n n y n m  Tetapkan ketentuan baru
/ketentuan/kolektibilitas/               G   y y y y y y y y y y y y m  Ketentuan kolektibilitas
/ketentuan/kolektibilitas/baru/          GP  n n n n n n n n n n y n m  Tetapkan ketentuan kolektibilitas baru
/pengguna/                               G   n n n n n n n n n n y n m  Daftar pengguna
/pengguna/lepas-pengaman/                G   n n n n n n n y y n y n m  Permintaan lepas pengaman
/pengguna/lepas-pengaman/*/              P   n n n n n n n y y n y n m  Jawab permintaan lepas pengaman
/pengguna/kunci/                         G   n n n n n n n n n n y n m  Kunci masuk
/pengguna/kunci/*/buka/                  P   n n n n n n n n n n y n m  Buka kunci masuk
/pengguna/baru/                          GP  n n n n n n n n n n y n m  Buat pengguna
/pengguna/*/                             G   n n n n n n n n n n y n m  Satu pengguna
/pengguna/*/ubah/                        GP  n n n n n n n n n n y n m  Ubah pengguna
/pengguna/*/kata-sandi/                  GP  n n n n n n n n n n y n m  Kode kata sandi pengguna
/pengguna/*/aktif/                       P   n n n n n n n n n n y n m  Aktifkan atau nonaktifkan
/pengguna/*/lepas-pengaman/              GP  n n n n n n n n n n y n m  Minta lepas pengaman
/pengguna/*/keluarkan/                   P   n n n n n n n n n n y n m  Keluarkan dari semua perangkat
/pengguna/*/tugas/*/                     GP  n n n n n n n n n n y n m  Beri tugas
/pengguna/*/tugas/*/akhiri/              GP  n n n n n n n n n n y n m  Akhiri tugas
/bkm/                                    G   y y y y y y y y y y y y m  Daftar BKM
/bkm/baru/                               GP  n n n n n n n n n n y n m  Buat BKM
/bkm/cari/                               G   n n n n n n n n n n y n m  Cari BKM untuk tugas
/bkm/*/                                  G   y y y y y y - y - y y - m  Satu BKM
/bkm/*/daftar-ksm.pdf                    G   y y y y y y - y - y y - m  Cetak daftar KSM
/bkm/*/penerima-manfaat.pdf              G   y y y y n y - n - n n - m  Cetak penerima manfaat BKM (J15)
/bkm/*/ubah/                             GP  n n n n n n n n n n y n m  Ubah BKM
/bkm/*/pindah/                           GP  n n n n n n n n n n y n m  Pindah wilayah
/bkm/*/logo/                             GP  n n n n n n n n n n y n m  Logo BKM
/bkm/*/logo/hapus/                       P   n n n n n n n n n n y n m  Hapus logo BKM
/bkm/*/logo.png                          G   y y y y y y - y - y y - m  Gambar logo BKM
/bkm/*/surat/                            G   y y y y y y - y - y y - m  Buku agenda surat BKM
/bkm/*/surat/cetak.pdf                   G   y y y y y y - y - y y - m  Cetak buku agenda surat BKM
/bkm/*/perjalanan/                       G   y y y y y y - y - y y - m  Langkah BKM
/bkm/*/langkah/*/                        GP  y n n n n n - n - n n - m  Catat langkah BKM
/bkm/*/langkah/*/tarik/                  GP  y n n n n n - n - n n - m  Tarik langkah BKM
/bkm/*/pelatihan/*/tarik/                GP  y n n n n n - n - n n - m  Tarik pelatihan BKM
/bkm/*/catatan/*/*/tarik/                GP  y n n n n n - n - n n - m  Tarik baris daftar BKM
/bkm/*/lampiran/*/                       G   y y y y y y - y - y y - m  Lampiran langkah BKM
/bkm/*/pelatihan/baru/                   GP  y n n n n n - n - n n - m  Catat pelatihan BKM
/bkm/*/catatan/*/                        G   y y y y y y - y - y y - m  Daftar milik BKM
/bkm/*/catatan/*/baru/                   GP  y n n n n n - n - n n - m  Tambah ke daftar BKM
/bkm/*/catatan/*/*/                      GP  y n n n n n - n - n n - m  Ubah daftar BKM
/bkm/*/status/                           GP  y n n n n n - n - n n - m  Catat status masyarakat
/bkm/*/status/*/tarik/                   GP  y n n n n n - n - n n - m  Tarik status masyarakat
/bkm/*/rapor/                            G   y y y y y y - y - y y - m  Rapor BKM
/bkm/*/rapor.pdf                         G   y y y y y y - y - y y - m  Cetak rapor BKM
/ksm/                                    G   y y y y y y y y y y y y m  Daftar KSM
/ksm/baru/                               GP  y n n n n n n n n n n y m  Daftarkan KSM
/ksm/cari/                               G   n n n n n n n n n n y n m  Cari KSM untuk tugas
/ksm/*/                                  G   y y - y y y - y - y y - m  Halaman KSM
/ksm/*/profil.pdf                        G   y y - y y y - y - y y - m  Profil KSM
/ksm/*/ubah/                             GP  y n - n n n - n - n n - m  Ubah profil
/ksm/*/tarik/                            GP  y n - n n n - n - n n - m  Tarik KSM yang salah didaftarkan
/ksm/*/logo/                             GP  y n - n n n - n - n n - m  Logo KSM
/ksm/*/logo/hapus/                       P   y n - n n n - n - n n - m  Hapus logo KSM
/ksm/*/logo.png                          G   y y - y y y - y - y y - m  Gambar logo KSM
/ksm/*/mulai/                            GP  y n - n n n - n - n n - m  Mulai pendampingan
/ksm/*/mulai/ubah/                       GP  y n - n n n - n - n n - m  Perbaiki tanggal mulai
/ksm/*/tutup/                            GP  y n - n n n - n - n n - m  Tutup KSM
/ksm/*/tutup/batalkan/                   GP  n n - n n n - y - n n - m  Batalkan penutupan KSM
/ksm/*/riwayat/                          G   y y - y y y - y - y y - m  Riwayat perubahan
/ksm/*/anggota/                          G   y y - y y y - y - y y - m  Daftar anggota
/ksm/*/anggota/baru/                     GP  y y - n n n - n - n n - m  Tambah anggota
/ksm/*/anggota/tabel/                    GP  y y - n n n - n - n n - m  Tambah anggota dalam satu tabel
/ksm/*/anggota/*/                        G   y y - y y y - y - y y - m  Satu anggota
/ksm/*/anggota/*/pernyataan.pdf          G   y y - y y y - y - y y - m  Cetak surat pernyataan anggota
/ksm/*/anggota/*/kartu.pdf               G   y y - y y y - y - y y - m  Cetak kartu anggota
/ksm/*/anggota/*/ubah/                   GP  y n - n n n - n - n n - m  Ubah anggota
/ksm/*/anggota/*/tarik/                  GP  y n - n n n - n - n n - m  Tarik anggota yang salah dicatat
/ksm/*/anggota/*/keluar/                 GP  y n - n n n - n - n n - m  Anggota keluar
/ksm/*/pengurus/                         G   y y - y y y - y - y y - m  Daftar pengurus
/ksm/*/pengurus/baru/                    GP  y n - n n n - n - n n - m  Pilih pengurus
/ksm/*/pengurus/*/berhenti/              GP  y n - n n n - n - n n - m  Pengurus berhenti
/ksm/*/surat/                            G   y y - y y y - y - y y - m  Buku agenda surat
/ksm/*/surat/cetak.pdf                   G   y y - y y y - y - y y - m  Cetak buku agenda surat
/ksm/*/surat/*.pdf                       G   y y - y y y - y - y y - m  Surat seperti cetakan pertamanya
/ksm/*/aturan/                           G   y y - y y y - y - y y - m  Lima aturan
/ksm/*/aturan/bersama/                   GP  y n - n n n - n - n n - m  Sepakati kelima aturan sekaligus
/ksm/*/aturan/*/baru/                    GP  y n - n n n - n - n n - m  Sepakati aturan
/ksm/*/aturan/*/perbaiki/                GP  y n - n n n - n - n n - m  Perbaiki tulisan aturan
/ksm/*/anggota/*/koreksi/                GP  y n - n n n - n - n n - m  Ajukan koreksi keanggotaan
/ksm/*/koreksi-keanggotaan/*/            G   y y - y y y - y - y y - m  Koreksi keanggotaan
/ksm/*/koreksi-keanggotaan/*/            P   n n - n n n - y - n n - m  Jawab koreksi keanggotaan
/ksm/*/papan/                            G   y y - y y y - y - y y - m  Papan angka untuk balai
/ksm/*/perjalanan/                       G   y y - y y y - y - y y - m  Perjalanan KSM
/ksm/*/langkah/*/                        GP  y y - n n n - n - n n - m  Catat langkah
/ksm/*/langkah/*/berita-acara.pdf        G   y y - y y y - y - y y - m  Cetak berita acara langkah
/ksm/*/langkah/*/tarik/                  GP  y n - n n n - n - n n - m  Tarik langkah
/ksm/*/pelatihan/*/tarik/                GP  y n - n n n - n - n n - m  Tarik pelatihan
/ksm/*/catatan/*/*/tarik/                GP  y n - n n n - n - n n - m  Tarik baris catatan
/ksm/*/lampiran/*/                       G   y y - y y y - y - y y - m  Lampiran langkah
/ksm/*/kesepakatan.pdf                   G   y y - y y y - y - y y - m  Kesepakatan bersama
/ksm/*/periksa/*/                        G   y y - y y y - y - y y - m  Baca daftar periksa
/ksm/*/periksa/*/cetak.pdf               G   y y - y y y - y - y y - m  Cetak daftar periksa
/ksm/*/periksa/*/isi/                    GP  y n - n n n - n - n n - m  Isi daftar periksa
/ksm/*/periksa/*/*/tarik/                GP  y n - n n n - n - n n - m  Tarik isian daftar periksa
/ksm/*/pelatihan/                        G   y y - y y y - y - y y - m  Pelatihan dan kehadirannya
/ksm/*/pelatihan/baru/                   GP  y y - n n n - n - n n - m  Catat pelatihan anggota
/ksm/*/kesejahteraan/                    G   y y - y n y - n - n n - m  Kesejahteraan anggota (J15)
/ksm/*/kesejahteraan/isi/                GP  y y - y n y - n - n n - m  Nilai kesejahteraan (J15)
/ksm/*/kesejahteraan/*/tarik/            GP  y y - y n y - n - n n - m  Tarik penilaian kesejahteraan (J15)
/ksm/*/kesejahteraan.pdf                 G   y y - y n y - n - n n - m  Cetak jumlah kesejahteraan (J15)
/ksm/*/catatan/*/                        G   y y - y y y - y - y y - m  Catatan kelompok
/ksm/*/catatan/penerima-manfaat/         G   y y - y n y - n - n n - m  Daftar penerima manfaat (J15)
/ksm/*/catatan/*.pdf                     G   y y - y y y - y - y y - m  Cetak catatan kelompok
/ksm/*/catatan/*/baru/                   GP  y n - n n n - n - n n - m  Tambah catatan kelompok
/ksm/*/catatan/penerima-manfaat/baru/    GP  y n - n n n - n - n n - m  Tambah penerima manfaat
/ksm/*/catatan/*/*/                      GP  y n - n n n - n - n n - m  Ubah catatan kelompok
/ksm/*/pertumbuhan/                      G   y y - y y y - y - y y - m  Pertumbuhan
/ksm/*/pertumbuhan/tahap/                GP  y n - n n n - n - n n - m  Tetapkan tahap
/ksm/*/pertumbuhan/*/dokumen/            G   y y - y y y - y - y y - m  Dokumen tahap
/ksm/*/pertumbuhan/*/tarik/              GP  y n - n n n - n - n n - m  Tarik penetapan tahap
/ksm/*/rapor/                            G   y y - y y y - y - y y - m  Rapor tujuan antara
/ksm/*/rapor/isi/                        GP  y n - n n n - n - n n - m  Isi rapor
/ksm/*/rapor/*.pdf                       G   y y - y y y - y - y y - m  Cetak rapor
/ksm/*/rapor/*/tarik/                    GP  y n - n n n - n - n n - m  Tarik rapor
/ksm/*/buku-kas/                         G   y y - y y y - y - y y - m  Buku kas
/ksm/*/buku/                             G   y y - y y y - y - y y - m  Daftar buku
/ksm/*/buku-kas/cetak.pdf                G   y y - y y y - y - y y - m  Cetak buku kas
/ksm/*/buku-pinjaman/                    G   y y - y y y - y - y y - m  Buku pinjaman
/ksm/*/buku-pinjaman/cetak.pdf           G   y y - y y y - y - y y - m  Cetak buku pinjaman
/ksm/*/neraca/                           G   y y - y y y - y - y y - m  Neraca
/ksm/*/neraca/cetak.pdf                  G   y y - y y y - y - y y - m  Cetak neraca
/ksm/*/laba-rugi/                        G   y y - y y y - y - y y - m  Perhitungan hasil usaha
/ksm/*/laba-rugi/cetak.pdf               G   y y - y y y - y - y y - m  Cetak laba rugi
/ksm/*/anggota/*/buku-tabungan/          G   y y - y y y - y - y y - m  Buku tabungan anggota per masa
/ksm/*/anggota/*/buku-tabungan.pdf       G   y y - y y y - y - y y - m  Cetak buku tabungan anggota per masa
/ksm/*/buku-tabungan/                    G   y y - y y y - y - y y - m  Buku tabungan kelompok
/ksm/*/buku-tabungan/cetak.pdf           G   y y - y y y - y - y y - m  Cetak buku tabungan
/ksm/*/laporan-bulanan/                  G   y y - y y y - y - y y - m  Laporan bulanan
/ksm/*/laporan-bulanan/cetak.pdf         G   y y - y y y - y - y y - m  Cetak laporan bulanan
/ksm/*/laporan-akhir/                    G   y y - y y y - y - y y - m  Laporan akhir
/ksm/*/laporan-akhir.pdf                 G   y y - y y y - y - y y - m  Cetak laporan akhir
/ksm/*/anggota/*/penyelesaian/           G   y y - y y y - y - y y - m  Penyelesaian keluar
/ksm/*/anggota/*/penyelesaian.pdf        G   y y - y y y - y - y y - m  Cetak penyelesaian keluar
/ksm/*/kolektibilitas/                   G   y y - y y y - y - y y - m  Kolektibilitas
/ksm/*/kolektibilitas/cetak.pdf          G   y y - y y y - y - y y - m  Cetak kolektibilitas
/ksm/*/rasio/                            G   y y - y y y - y - y y - m  Kesehatan keuangan
/bkm/*/pinjaman-upk/                     G   y y y y y y - y - y y - m  Pinjaman UPK
/bkm/*/pinjaman-upk/cetak.pdf            G   y y y y y y - y - y y - m  Cetak pinjaman UPK
/ksm/*/neraca-saldo/                     G   y y - y y y - y - y y - m  Neraca saldo
/ksm/*/pinjaman/                         G   y y - y y y - y - y y - m  Daftar pinjaman
/ksm/*/pinjaman/ajukan/                  GP  y y - n n n - n - n n - m  Catat permohonan pinjaman
/ksm/*/pinjaman/*/                       G   y y - y y y - y - y y - m  Kartu pinjaman
/ksm/*/pinjaman/*/putuskan/              GP  y y - n n n - n - n n - m  Putuskan pinjaman
/ksm/*/bulan/                            G   y y - y y y - y - y y - m  Tutup bulan
/ksm/*/bulan/tutup/                      P   y y - n n n - n - n n - m  Menutup satu bulan
/ksm/*/bulan/buka/                       GP  y n - n n n - n - n n - m  Membuka bulan kembali
/tutup-bulan/                            G   y n n n n n n n n n n y m  Tutup bulan semua KSM
/tutup-bulan/semua/                      P   y n n n n n n n n n n y m  Menutup bulan semua KSM
/ksm/*/shu/                              G   y y - y y y - y - y y - m  Daftar SHU
/ksm/*/shu/*/bagi/                       GP  y n - n n n - n - n n - m  Bagi SHU
/ksm/*/shu/*/                            G   y y - y y y - y - y y - m  Pembagian SHU
/ksm/*/shu/*/bayar/                      GP  y n - n n n - n - n n - m  Bayarkan SHU
/ksm/*/shu/*/batalkan/                   GP  y n - n n n - n - n n - m  Batalkan pembagian SHU
/ksm/*/shu/*/shu.pdf                     G   y y - y y y - y - y y - m  Cetak pembagian SHU
/ksm/*/shu/*/anggota/*.pdf               G   y y - y y y - y - y y - m  Cetak bagian SHU anggota
/ksm/*/pinjaman/*/lunasi/                GP  y y - n n n - n - n n - m  Lunasi pinjaman sebelum waktunya
/ksm/*/pinjaman/*/pindah-hari/           GP  y n - n n n - n - n n - m  Pindah hari jatuh tempo
/ksm/*/pinjaman/*/jadwal-ulang/          GP  y n - n n n - n - n n - m  Jadwalkan ulang pinjaman
/ksm/*/pinjaman/*/bebaskan-jasa/         GP  y n - n n n - n - n n - m  Bebaskan jasa
/ksm/*/pinjaman/*/dari-tabungan/         GP  y n - n n n - n - n n - m  Lunasi pinjaman dari tabungan
/ksm/*/pinjaman/*/meninggal/             GP  y n - n n n - n - n n - m  Peminjam meninggal dunia
/ksm/*/pinjaman/*/ahli-waris/            GP  y y - n n n - n - n n - m  Terima angsuran ahli waris
/ksm/*/pinjaman/*/hapus-buku/            GP  y n - n n n - n - n n - m  Usulkan penghapusbukuan
/ksm/*/pinjaman/keputusan/*/jawab/       GP  n n - n n n - y - n n - m  Jawab usul penghapusbukuan
/ksm/*/pinjaman/*/terima-kembali/        GP  y y - n n n - n - n n - m  Terima pinjaman yang dihapusbukukan
/ksm/*/pinjaman/keputusan/*.pdf          G   y y - y y y - y - y y - m  Berita acara atas pinjaman
/ksm/*/pinjaman/*/tanggung-renteng/      GP  y y - n n n - n - n n - m  Tanggung kekurangan angsuran
/ksm/*/tanggung-renteng/                 G   y y - y y y - y - y y - m  Daftar tanggung renteng
/ksm/*/tanggung-renteng/pernyataan.pdf   G   y y - y y y - y - y y - m  Pernyataan kesanggupan
/ksm/*/tanggung-renteng/pembayaran/*/    GP  y y - n n n - n - n n - m  Catat penanggung angsuran
/ksm/*/tanggung-renteng/*/               G   y y - y y y - y - y y - m  Satu kejadian tanggung renteng
/ksm/*/tanggung-renteng/*/kembalikan/    GP  y y - n n n - n - n n - m  Catat pengembalian
/ksm/*/tanggung-renteng/*.pdf            G   y y - y y y - y - y y - m  Berita acara tanggung renteng
/ksm/*/pinjaman-luar/                    G   y y - y y y - y - y y - m  Pinjaman dari luar
/ksm/*/pinjaman-luar/baru/               GP  y n - n n n - n - n n - m  Catat perjanjian pinjaman luar
/ksm/*/pinjaman-luar/*/                  G   y y - y y y - y - y y - m  Kartu pinjaman luar
/ksm/*/pinjaman-luar/*/terima/           GP  y n - n n n - n - n n - m  Terima uang pinjaman luar
/ksm/*/pinjaman-luar/*/bayar/            GP  y y - n n n - n - n n - m  Bayar angsuran pinjaman luar
/ksm/*/pinjaman-luar/*/jadwal-ulang/     GP  y n - n n n - n - n n - m  Jadwalkan ulang pinjaman luar
/ksm/*/pinjaman-luar/*/lunasi/           GP  y y - n n n - n - n n - m  Lunasi pinjaman luar sebelum waktunya
/ksm/*/pinjaman-luar/*/bebaskan-jasa/    GP  y n - n n n - n - n n - m  Catat keringanan jasa pinjaman luar
/ksm/*/pinjaman-luar/*/batalkan/         GP  y n - n n n - n - n n - m  Batalkan perjanjian pinjaman luar
/ksm/*/pinjaman-luar/*.pdf               G   y y - y y y - y - y y - m  Cetak kartu pinjaman luar
/ksm/*/pinjaman/urutan/                  G   y y - y n y - n - n n - m  Usul urutan peminjam (J15)
/ksm/*/pinjaman/*/permohonan.pdf         G   y y - y y y - y - y y - m  Formulir permohonan pinjaman
/ksm/*/pinjaman/*/perjanjian.pdf         G   y y - y y y - y - y y - m  Surat perjanjian pinjaman
/ksm/*/pinjaman/*/kuitansi.pdf           G   y y - y y y - y - y y - m  Kuitansi pencairan
/ksm/*/pinjaman/kuitansi/*.pdf           G   y y - y y y - y - y y - m  Kuitansi pelunasan
/ksm/*/pinjaman/*/kartu.pdf              G   y y - y y y - y - y y - m  Cetak kartu angsuran
/ksm/*/pinjaman/angsuran/*.pdf           G   y y - y y y - y - y y - m  Kuitansi angsuran
/ksm/*/buku-kas/kuitansi/*.pdf           G   y y - y y y - y - y y - m  Kuitansi satu baris buku kas
/ksm/*/dana/                             G   y y - y y y - y - y y - m  Dana kelompok
/ksm/*/dana/pindah/                      GP  y n - n n n - n - n n - m  Pindahkan uang antardana
/ksm/*/dana/pindah/*/batalkan/           GP  y n - n n n - n - n n - m  Batalkan pemindahan dana
/ksm/*/pembatalan/                       G   y y - y y y - y - y y - m  Daftar pembatalan
/ksm/*/pembatalan/*.pdf                  G   y y - y y y - y - y y - m  Berita acara pembatalan
/ksm/*/pinjaman/keputusan/*/batalkan/    GP  y n - n n n - n - n n - m  Batalkan tindakan atas pinjaman
/ksm/*/pinjaman/keputusan/*/pulihkan/    GP  n n - n n n - y - n n - m  Batalkan penghapusbukuan
/ksm/*/pinjaman-luar/*/batalkan-terakhir/  GP  y n - n n n - n - n n - m  Batalkan yang terakhir
/ksm/*/pinjaman/*/ahli-waris/batalkan/   GP  y n - n n n - n - n n - m  Batalkan angsuran ahli waris
/ksm/*/tanggung-renteng/*/batalkan/      GP  y n - n n n - n - n n - m  Batalkan kejadian tanggung renteng
/ksm/*/tanggung-renteng/*/pengembalian/*/batalkan/  GP  y n - n n n - n - n n - m  Batalkan pengembalian
/ksm/*/shu/*/bayar/*/batalkan/           GP  y n - n n n - n - n n - m  Batalkan pembayaran SHU
/ksm/*/anggota/*/keluar/batalkan/        GP  y n - n n n - n - n n - m  Batalkan keluarnya anggota
/ksm/*/saldo-awal/                       GP  y n - n n n - n - n n - m  Saldo awal
/ksm/*/saldo-awal/batalkan/              GP  y n - n n n - n - n n - m  Batalkan saldo awal
/ksm/*/anggota/*/buku/                   G   y y - y y y - y - y y - m  Buku tabungan anggota
/ksm/*/anggota/*/buku.pdf                G   y y - y y y - y - y y - m  Cetak buku tabungan
/ksm/*/pertemuan/                        G   y y - y y y - y - y y - m  Daftar pertemuan
/ksm/*/pertemuan/*/foto/                 GP  y y - n n n - n - n n - m  Lampirkan foto pertemuan
/ksm/*/pertemuan/*/foto/*.jpg            G   y y - y y y - y - y y - m  Foto pertemuan
/ksm/*/pertemuan/*/foto/*/tarik/         GP  y n - n n n - n - n n - m  Tarik foto pertemuan
/ksm/*/pertemuan/banding/                P   y y - n n n - n - n n - m  Bandingkan isian ponsel dengan server
/ksm/*/pertemuan/sisihkan/               P   y y - n n n - n - n n - m  Sisihkan isian ponsel
/ksm/*/pertemuan/catat/                  GP  y y - n n n - n - n n - m  Catat dan tutup lembar
/ksm/*/pertemuan/banyak-minggu/           GP  y y - n n n - n - n n - m  Salin banyak minggu sekaligus
/ksm/*/pertemuan/tambahan/               P   y y - n n n - n - n n - m  Pertemuan tambahan
/ksm/*/pertemuan/tidak-dilaksanakan/*/   GP  y y - n n n - n - n n - m  Minggu tidak dilaksanakan
/ksm/*/pertemuan/libur/*/                GP  y n - n n n - n - n n - m  Nyatakan libur
/ksm/*/pertemuan/draf/*/buang/           GP  y y - n n n - n - n n - m  Buang draf lembar
/ksm/*/pertemuan/draf/*/pindah/          GP  y y - n n n - n - n n - m  Pindahkan draf lembar
/ksm/*/pertemuan/koreksi/                G   y y - y y y - y - y y - m  Daftar koreksi
/ksm/*/pertemuan/koreksi/*/              GP  n n - n n n - y - n n - m  Jawab koreksi
/ksm/*/pertemuan/daftar-hadir/*.pdf      G   y y - y y y - y - y y - m  Daftar hadir kosong
/ksm/*/pertemuan/*/daftar-hadir.pdf      G   y y - y y y - y - y y - m  Daftar hadir
/ksm/*/pertemuan/*/notulen.pdf           G   y y - y y y - y - y y - m  Notulen
/ksm/*/pertemuan/*/                      G   y y - y y y - y - y y - m  Satu pertemuan
/ksm/*/pertemuan/*/revisi/*/             G   y y - y y y - y - y y - m  Angka lama lembar
/ksm/*/pertemuan/*/ringkasan/            G   y y - n n n - n - n n - m  Bagikan ringkasan pertemuan
/ksm/*/pertemuan/*/bukti/*/              G   y y - n n n - n - n n - m  Bukti setor satu anggota
/ksm/*/pertemuan/*/buka-kembali/         GP  y n - n n n - n - n n - m  Buka kembali lembar
/ksm/*/pertemuan/*/koreksi/              GP  y n - n n n - n - n n - m  Ajukan koreksi
/ksm/*/pertemuan/*/koreksi/uang/         GP  y n - n n n - n - n n - m  Ajukan koreksi uang
/ksm/*/pertemuan/*/cabut/                P   y n - n n n - n - n n - m  Cabut libur
/impor/                                  GP  y n n n n n n n n n n y m  Periksa buku kerja
/impor/simpan/                           P   y n n n n n n n n n n y m  Simpan buku kerja
/ksm/*/penilaian/                        G   y y - y y y - y - y y - m  Penilaian dan keputusan
/ksm/*/penilaian/lulus/                  GP  y y - n n n - n - n n - m  Nyatakan lulus
/ksm/*/penilaian/perpanjangan/           GP  y y - n n n - n - n n - m  Usulkan perpanjangan
/ksm/*/penilaian/lampaui/                GP  y y - n n n - n - n n - m  Minta pengecualian
/ksm/*/penilaian/batalkan/               GP  y y - n n n - n - n n - m  Minta pembatalan
/ksm/*/penilaian/permintaan/*/           GP  n n - n n n - y - n n - m  Jawab permintaan
/ksm/*/penilaian/laporan.pdf             G   y y - y y y - y - y y - m  Laporan keadaan
/ksm/*/penilaian/*/                      G   y y - y y y - y - y y - m  Satu keputusan
/ksm/*/penilaian/*/laporan.pdf           G   y y - y y y - y - y y - m  Laporan keputusan
/ksm/*/kelayakan/                        G   y y - y y y - y - y y - m  Kelayakan BLM Sosial
/ksm/*/kelayakan/dilihat/*/              GP  y y - y y y - n - n n - m  Catat hasil peninjauan
/ksm/*/kelayakan/dilihat/*/*/tarik/      GP  y y - y y y - n - n n - m  Tarik hasil peninjauan
/ksm/*/kelayakan/rekomendasi/            GP  n n - y y y - n - n n - m  Rekomendasi kelayakan
/ksm/*/kelayakan/rekomendasi/*/          GP  n n - n n n - y - n n - m  Putuskan kelayakan
/ksm/*/kelayakan/*/berita-acara.pdf      G   y y - y y y - y - y y - m  Berita Acara kelayakan
/ksm/*/blm/                              G   y y - y y y - y - y y - m  BLM Sosial
/ksm/*/blm/baru/                         GP  y y - n n n - n - n n - m  Tulis usulan BLM Sosial
/ksm/*/blm/*/                            G   y y - y y y - y - y y - m  Satu BLM Sosial
/ksm/*/blm/*/ubah/                       GP  y y - n n n - n - n n - m  Ubah usulan
/ksm/*/blm/*/kirim/                      P   y y - n n n - n - n n - m  Kirim usulan
/ksm/*/blm/*/rab/baru/                   GP  y y - n n n - n - n n - m  Tambah baris RAB
/ksm/*/blm/*/rab/*/                      GP  y y - n n n - n - n n - m  Ubah baris RAB
/ksm/*/blm/*/rab/*/hapus/                P   y y - n n n - n - n n - m  Hapus baris RAB
/ksm/*/blm/*/rab/*/belanja/              GP  y y - n n n - n - n n - m  Belanja dana BLM
/ksm/*/blm/*/perubahan/baru/             GP  y y - n n n - n - n n - m  Ajukan perubahan RAB
/ksm/*/blm/*/perubahan/*/                GP  n n - n n n - y - n n - m  Putuskan perubahan RAB
/ksm/*/blm/*/perubahan/*/berita-acara.pdf  G   y y - y y y - y - y y - m  Cetak berita acara perubahan RAB
/ksm/*/blm/*/belanja/*/batalkan/         GP  n n - y n n - y - n n - m  Batalkan belanja BLM
/ksm/*/blm/*/anggota/baru/               GP  y y - n n n - n - n n - m  Usulkan anggota
/ksm/*/blm/*/anggota/*/                  GP  y y - n n n - n - n n - m  Ubah usulan anggota
/ksm/*/blm/*/anggota/*/hapus/            P   y y - n n n - n - n n - m  Hapus usulan anggota
/ksm/*/blm/*/verifikasi/                 GP  n n - y y y - n - n n - m  Verifikasi usulan
/ksm/*/blm/*/keputusan/                  GP  n n - n n n - y - n n - m  Putuskan usulan
/ksm/*/blm/*/perjanjian/                 GP  y n - n n n - y - n n - m  Catat perjanjian
/ksm/*/blm/*/tahap/*/cair/               GP  n n - y n n - y - n n - m  Cairkan tahap
/ksm/*/blm/*/tahap/*/lpj/                GP  y y - n n n - n - n n - m  Kirim LPJ
/ksm/*/blm/*/lpj/*/                      G   y y - y y y - y - y y - m  Baca LPJ
/ksm/*/blm/*/lpj/*/                      P   n n - y y y - n - n n - m  Periksa LPJ
/ksm/*/blm/*/lpj/*/lpj.pdf               G   y y - y y y - y - y y - m  Cetak LPJ
/ksm/*/blm/*/pinjaman/                   GP  y y - n n n - n - n n - m  Pinjamkan dana BLM
/ksm/*/blm/*/kembalikan/                 GP  y y - n n n - n - n n - m  Kembalikan pokok kepada BKM
/ksm/*/blm/*/uang/*/batalkan/            GP  n n - y n n - y - n n - m  Batalkan catatan uang
/ksm/*/blm/*/uang/*/kuitansi.pdf         G   y y - y y y - y - y y - m  Cetak kuitansi
/ksm/*/blm/*/usulan.pdf                  G   y y - y y y - y - y y - m  Cetak usulan
/ksm/*/blm/*/verifikasi.pdf              G   y y - y y y - y - y y - m  Cetak verifikasi
/ksm/*/blm/*/perjanjian.pdf              G   y y - y y y - y - y y - m  Cetak perjanjian
"""


@dataclass(frozen=True)
class Right:
    """One line of the table: `answers` holds a letter of LETTERS for each role of ROLES."""

    path: str
    methods: str
    answers: dict[str, str]
    purpose: str


def _read(line: str) -> Right:
    parts = line.split(maxsplit=len(ROLES) + 2)
    path, methods, *letters, purpose = parts
    return Right(path, methods, dict(zip(ROLES, letters, strict=True)), purpose)


RIGHTS = [_read(line) for line in TABLE.strip().splitlines()]


def page() -> str:
    """The table as the document for staff."""
    rows = [
        f"| {right.purpose} | `{right.path}` | {_methods(right)} | "
        + " | ".join(LETTERS[letter] for letter in right.answers.values())
        + " |"
        for right in RIGHTS
    ]
    heads = ["Untuk", "Alamat", "Cara", *ROLES.values()]
    return "\n".join([INTRO, f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *rows, ""])


def _methods(right: Right) -> str:
    return {"G": "buka", "P": "kirim", "GP": "buka, kirim"}[right.methods]


if __name__ == "__main__":
    PAGE.write_text(page())
