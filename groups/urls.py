"""Addresses of people, places and groups. The page of one group itself is in ksm/urls.py."""

from django.contrib.auth import views as auth
from django.urls import URLPattern, URLResolver, include, path

from groups.views import (
    agenda,
    checking,
    checklists,
    entrance,
    exports,
    jobs,
    journey,
    ksms,
    logos,
    members,
    people,
    places,
    program,
    registers,
    rules,
    second_factor,
    tokens,
    trainings,
    welfare,
)

app_name = "groups"

# Names without a namespace, as Django's settings expect them: included by ksm/urls.py beside the others.
session_urls = [
    path("masuk/", entrance.Login.as_view(), name="login"),
    path("keluar/", auth.LogoutView.as_view(), name="logout"),
    path("masuk/kode/", second_factor.second_factor, name="second_factor"),
    path("masuk/pengaman/", second_factor.second_factor_setup, name="second_factor_setup"),
    path("masuk/kata-sandi-baru/", entrance.new_password, name="new_password"),
    path("akun/", second_factor.account, name="account"),
    path("akun/kode-cadangan/", second_factor.recovery_codes, name="recovery_codes"),
    path("keluar/semua/", entrance.logout_everywhere, name="logout_everywhere"),
]

user_urls = [
    path("", people.user_list, name="user_list"),
    path("lepas-pengaman/", second_factor.factor_resets, name="factor_resets"),
    path("lepas-pengaman/<int:reset_id>/", second_factor.factor_reset_answer, name="factor_reset_answer"),
    path("kunci/", entrance.lock_list, name="lock_list"),
    path("kunci/<int:lock_id>/buka/", entrance.lock_lift, name="lock_lift"),
    path("baru/", people.user_create, name="user_create"),
    path("<int:user_id>/", people.user_detail, name="user_detail"),
    path("<int:user_id>/ubah/", people.user_update, name="user_update"),
    path("<int:user_id>/kata-sandi/", people.user_password, name="user_password"),
    path("<int:user_id>/aktif/", people.user_activate, name="user_activate"),
    path("<int:user_id>/lepas-pengaman/", second_factor.factor_reset_ask, name="factor_reset_ask"),
    path("<int:user_id>/keluarkan/", people.user_log_out, name="user_log_out"),
    path("<int:user_id>/tugas/<slug:slug>/", people.posting_create, name="posting_create"),
    path("<int:user_id>/tugas/<int:posting_id>/akhiri/", people.posting_end, name="posting_end"),
]

job_urls = [
    path("", jobs.job_list, name="job_list"),
    path("<int:job_id>/", jobs.job_detail, name="job_detail"),
    path("<int:job_id>/hentikan/", jobs.job_stop, name="job_stop"),
    path("<int:job_id>/berkas/", jobs.job_file, name="job_file"),
]

bkm_urls = [
    path("", places.bkm_list, name="bkm_list"),
    path("baru/", places.bkm_create, name="bkm_create"),
    path("cari/", places.bkm_search, name="bkm_search"),
    path("<int:bkm_id>/", places.bkm_detail, name="bkm_detail"),
    path("<int:bkm_id>/daftar-ksm.pdf", places.bkm_register_pdf, name="bkm_register_pdf"),
    path("<int:bkm_id>/penerima-manfaat.pdf", places.beneficiaries_pdf, name="beneficiaries_pdf"),
    path("<int:bkm_id>/ubah/", places.bkm_update, name="bkm_update"),
    path("<int:bkm_id>/pindah/", places.bkm_move, name="bkm_move"),
    path("<int:bkm_id>/logo/", logos.bkm_logo, name="bkm_logo"),
    path("<int:bkm_id>/logo/hapus/", logos.bkm_logo_remove, name="bkm_logo_remove"),
    path("<int:bkm_id>/logo.png", logos.bkm_logo_file, name="bkm_logo_file"),
    path("<int:bkm_id>/surat/", agenda.bkm_agenda, name="bkm_agenda"),
    path("<int:bkm_id>/surat/cetak.pdf", agenda.bkm_agenda_pdf, name="bkm_agenda_pdf"),
    path("<int:bkm_id>/perjalanan/", journey.bkm_path, name="bkm_path"),
    path("<int:bkm_id>/langkah/<slug:slug>/", journey.bkm_step_record, name="bkm_step_record"),
    path("<int:bkm_id>/lampiran/<int:bkm_record_id>/", journey.bkm_step_file, name="bkm_step_file"),
    path(
        "<int:bkm_id>/langkah/<int:bkm_record_id>/tarik/",
        journey.bkm_step_withdraw,
        name="bkm_step_withdraw",
    ),
    path(
        "<int:bkm_id>/pelatihan/<int:bkm_training_id>/tarik/",
        trainings.bkm_training_withdraw,
        name="bkm_training_withdraw",
    ),
    path(
        "<int:bkm_id>/catatan/<slug:slug>/<int:bkm_entry_id>/tarik/",
        registers.bkm_register_withdraw,
        name="bkm_register_withdraw",
    ),
    path("<int:bkm_id>/pelatihan/baru/", trainings.bkm_training_create, name="bkm_training_create"),
    path("<int:bkm_id>/catatan/<slug:slug>/", registers.bkm_register_list, name="bkm_register_list"),
    path(
        "<int:bkm_id>/catatan/<slug:slug>/baru/",
        registers.bkm_register_create,
        name="bkm_register_create",
    ),
    path(
        "<int:bkm_id>/catatan/<slug:slug>/<int:bkm_entry_id>/",
        registers.bkm_register_update,
        name="bkm_register_update",
    ),
]

one_ksm_urls = [
    path("ubah/", ksms.ksm_update, name="ksm_update"),
    path("tarik/", ksms.ksm_take_out, name="ksm_take_out"),
    path("logo/", logos.ksm_logo, name="ksm_logo"),
    path("logo/hapus/", logos.ksm_logo_remove, name="ksm_logo_remove"),
    path("logo.png", logos.ksm_logo_file, name="ksm_logo_file"),
    path("mulai/", ksms.mentoring_start, name="mentoring_start"),
    path("mulai/ubah/", ksms.mentoring_move, name="mentoring_move"),
    path("riwayat/", ksms.ksm_trail, name="ksm_trail"),
    path("anggota/", members.member_list, name="member_list"),
    path("anggota/baru/", members.member_create, name="member_create"),
    path("anggota/tabel/", members.member_table, name="member_table"),
    path("anggota/<int:member_id>/", members.member_detail, name="member_detail"),
    path("anggota/<int:member_id>/pernyataan.pdf", members.statement_pdf, name="member_statement_pdf"),
    path("anggota/<int:member_id>/kartu.pdf", members.card_pdf, name="member_card_pdf"),
    path("anggota/<int:member_id>/ubah/", members.member_update, name="member_update"),
    path("anggota/<int:member_id>/tarik/", members.member_take_out, name="member_take_out"),
    path("pengurus/", members.officer_list, name="officer_list"),
    path("pengurus/baru/", members.officer_create, name="officer_create"),
    path("pengurus/<int:term_id>/berhenti/", members.officer_end, name="officer_end"),
    path("langkah/<slug:slug>/", journey.step_record, name="step_record"),
    path("langkah/<int:record_id>/tarik/", journey.step_withdraw, name="step_withdraw"),
    path("langkah/<int:record_id>/berita-acara.pdf", journey.step_pdf, name="step_pdf"),
    path("lampiran/<int:record_id>/", journey.step_file, name="step_file"),
    path("kesepakatan.pdf", journey.agreement_pdf, name="agreement_pdf"),
    path("periksa/<slug:slug>/", checklists.checklist_read, name="checklist_read"),
    path("periksa/<slug:slug>/cetak.pdf", checklists.checklist_pdf, name="checklist_pdf"),
    path("periksa/<slug:slug>/isi/", checklists.checklist, name="checklist"),
    path(
        "periksa/<slug:slug>/<int:filling_id>/tarik/",
        checklists.checklist_withdraw,
        name="checklist_withdraw",
    ),
    path("pelatihan/", trainings.training_list, name="training_list"),
    path("pelatihan/baru/", trainings.training_create, name="training_create"),
    path("pelatihan/<int:training_id>/tarik/", trainings.training_withdraw, name="training_withdraw"),
    path("kesejahteraan/", welfare.welfare_page, name="welfare"),
    path("kesejahteraan/isi/", welfare.welfare_record, name="welfare_record"),
    path("kesejahteraan/<int:welfare_id>/tarik/", welfare.welfare_withdraw, name="welfare_withdraw"),
    path("kesejahteraan.pdf", welfare.welfare_pdf, name="welfare_pdf"),
    path("catatan/<slug:slug>.pdf", registers.ksm_register_pdf, name="register_pdf"),
    path("catatan/<slug:slug>/", registers.ksm_register_list, name="register_list"),
    path("catatan/<slug:slug>/baru/", registers.ksm_register_create, name="register_create"),
    path("catatan/<slug:slug>/<int:entry_id>/", registers.ksm_register_update, name="register_update"),
    path(
        "catatan/<slug:slug>/<int:entry_id>/tarik/",
        registers.ksm_register_withdraw,
        name="register_withdraw",
    ),
    path("surat/", agenda.ksm_agenda, name="ksm_agenda"),
    path("surat/cetak.pdf", agenda.ksm_agenda_pdf, name="ksm_agenda_pdf"),
    path("surat/<int:paper_id>.pdf", agenda.paper_pdf, name="paper_pdf"),
    path("aturan/", rules.rule_list, name="rule_list"),
    path("aturan/bersama/", rules.rules_together, name="rules_together"),
    path("aturan/<slug:slug>/baru/", rules.rule_create, name="rule_create"),
    path("aturan/<int:rule_id>/perbaiki/", rules.rule_correct, name="rule_correct"),
]

ksm_urls: list[URLPattern | URLResolver] = [
    path("", ksms.ksm_list, name="ksm_list"),
    path("baru/", ksms.ksm_create, name="ksm_create"),
    path("cari/", places.ksm_search, name="ksm_search"),
    path("<int:ksm_id>/", include(one_ksm_urls)),
]

urlpatterns = [
    path("periksa/", checking.paper_check, name="paper_check"),
    path("periksa/<str:code>/", checking.paper_checked, name="paper_checked"),
    path("unduhan/", exports.export_list, name="export_list"),
    path("akun/token/", tokens.token_list, name="token_list"),
    path("akun/token/<int:token_id>/cabut/", tokens.token_withdraw, name="token_withdraw"),
    path("kata-sandi/", people.own_password, name="own_password"),
    path("wilayah/", places.region_list, name="region_list"),
    path("wilayah/baru/", places.region_create, name="region_create"),
    path("wilayah/cari/", places.region_search, name="region_search"),
    path("ketentuan/", program.rule_table, name="program_rules"),
    path("ketentuan/baru/", program.rule_create, name="program_rule_create"),
    path("pengguna/", include(user_urls)),
    path("antrean/", include(job_urls)),
    path("bkm/", include(bkm_urls)),
    path("ksm/", include(ksm_urls)),
]
