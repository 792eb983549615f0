from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class KsmConfig(AppConfig):
    default = True  # of the two here
    name = "ksm"
    verbose_name = "Pendampingan KSM"


class OwnStaticFilesConfig(StaticFilesConfig):
    """Static files, without what Bootstrap and htmx bring for others: no page names it, and hashing and
    compressing it takes half a minute."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "bootstrap-*",
        "*.rtl.*",
        "bootstrap.css*",
        "bootstrap*.js*",
        "ext",
    ]
