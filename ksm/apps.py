from django.apps import AppConfig


class KsmConfig(AppConfig):
    name = "ksm"
    verbose_name = "Pendampingan KSM"
