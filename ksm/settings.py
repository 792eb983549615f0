"""The one settings file. What differs between machines comes from the environment; defaults are safe."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_bool(name: str) -> bool:
    return env(name).strip().lower() in {"1", "true", "yes", "on", "ya"}


def env_list(name: str) -> list[str]:
    return [item.strip() for item in env(name).split(",") if item.strip()]


def env_int(name: str, default: int) -> int:
    """A whole number that is not negative."""
    typed = env(name).strip()
    if typed and not (typed.isascii() and typed.isdigit()):
        raise ImproperlyConfigured(f"{name} harus angka bulat, yang ditulis {typed!r}.")
    return int(typed) if typed else default


BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = env_bool("DEBUG")

# The development key is for DEBUG only: anyone can read it here, so production must bring its own.
DEVELOPMENT_KEY = "hanya-untuk-pengembangan-jangan-dipakai"
SECRET_KEY = env("SECRET_KEY") or (DEVELOPMENT_KEY if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY belum diisi. Isi lewat lingkungan, atau DEBUG=1 untuk mencoba.")
# Key of the encrypted columns (NIK, No KK), apart so that SECRET_KEY can be rotated without re-encrypting;
# the same only where that is asked for. Without it nothing that touches data starts (groups.keys.proof).
DATA_KEY = env("DATA_KEY") or (DEVELOPMENT_KEY if DEBUG else "")
if not env("DATA_KEY") and env_bool("DATA_KEY_FROM_SECRET_KEY"):
    DATA_KEY = SECRET_KEY
OLD_DATA_KEYS = env_list("OLD_DATA_KEYS")  # read, never written with

# Printed on papers as the place where they are checked; empty: the address that the print was asked at.
SITE_ADDRESS = env("SITE_ADDRESS").rstrip("/")

ALLOWED_HOSTS = env_list("ALLOWED_HOSTS") or (["*"] if DEBUG else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "ksm.apps.OwnStaticFilesConfig",
    "django.forms",
    "js_lib_bootstrap5",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "simple_history",
    "csp",
    "ksm",
    "groups",
    "ledger",
    "savings",
    "meetings",
    "assessment",
    "django_tasks_db",  # behind ours: `db_worker` is our own command around its
]

MIDDLEWARE = [
    "ksm.logbook.WithRequestCode",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ksm.delivery.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "groups.middleware.KnowsNoKeyTooLarge",
    "groups.middleware.know_asker",
    "groups.middleware.end_idle_session",
    "groups.middleware.keep_private",
    "groups.middleware.ask_second_factor",
    "groups.middleware.change_first_password",
    "groups.middleware.write_down_files",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "groups.once.answer_once",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "ksm.urls"
WSGI_APPLICATION = "ksm.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ksm.navigation.navigation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {
    "default": dj_database_url.parse(
        env("DATABASE_URL", f"sqlite:///{BASE_DIR / 'data.sqlite3'}"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Without IMMEDIATE two writers meet in the middle of a transaction and one fails at once. With less than
    # FULL the last commits before a power cut are lost: the phone was told "tersimpan" and forgot its sheet.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    # Behind PgBouncer a cursor of the server may be asked for on another connection than it was opened on.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True

# A standby that answers what only reads (ksm/replica.py, docs/scale.md).
REPLICA_MAX_LAG = env_int("REPLICA_MAX_LAG", 30)  # seconds
if env("REPLICA_URL"):
    DATABASES["replica"] = dj_database_url.parse(
        env("REPLICA_URL"), conn_max_age=60, disable_server_side_cursors=True
    )
    if {one["ENGINE"] for one in DATABASES.values()} != {"django.db.backends.postgresql"}:
        raise ImproperlyConfigured("REPLICA_URL hanya untuk PostgreSQL, dan bersama DATABASE_URL-nya.")
    # What does not answer is given up after seconds, also in the middle of a reading.
    DATABASES["replica"]["OPTIONS"] = {
        "connect_timeout": 2,
        "tcp_user_timeout": 5000,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        **DATABASES["replica"].get("OPTIONS", {}),
    }
    DATABASE_ROUTERS = ["ksm.replica.Router"]
    MIDDLEWARE.insert(
        MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware") + 1,
        "ksm.replica.ReadFromStandby",
    )

# Where `manage.py backup` writes, by what it encrypts, and how many days without one are too many.
BACKUP_DIR = env("BACKUP_DIR", str(BASE_DIR / "cadangan"))
BACKUP_PASSPHRASE = env("BACKUP_PASSPHRASE", "")
BACKUP_WARN_DAYS = env_int("BACKUP_WARN_DAYS", 2)
DISK_WARN_MB = env_int("DISK_WARN_MB", 1024)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "groups.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "groups.entrance.passwords.NotLikeTheName"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
# A session ends after so many days, and after so many hours in which nothing was done.
SESSION_COOKIE_AGE = env_int("SESSION_DAYS", 14) * 24 * 3600
SESSION_IDLE_SECONDS = env_int("SESSION_IDLE_HOURS", 24) * 3600

# Administrators and coordinators of a BKM need an authenticator app; whoever has one is always asked for it.
SECOND_FACTOR = not env("SECOND_FACTOR") or env_bool("SECOND_FACTOR")
PASSWORD_CODE_SECONDS = env_int("PASSWORD_CODE_HOURS", 24) * 3600
# Wrong passwords until the first lock (groups/entrance/throttle.py). Many people may share one address.
LOGIN_TRIES_OF_NAME = env_int("LOGIN_TRIES_OF_NAME", 5)
LOGIN_TRIES_OF_ADDRESS = env_int("LOGIN_TRIES_OF_ADDRESS", 30)

LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["ksm.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = DEBUG
# Without DEBUG names of static files hold a hash of their content, as `collectstatic` wrote them down.
HASHED_FILES = "ksm.delivery.HashedFiles"
FILES_AS_THEY_ARE = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": FILES_AS_THEY_ARE if DEBUG else HASHED_FILES},
}

# Work that takes longer than a page may (groups/jobs): a queue in the database, worked at by `db_worker`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
JOB_FILE_DAYS = env_int("JOB_FILE_DAYS", 2)
if JOB_FILE_DAYS > 2:  # what a member withdraws is in no file any more after 3 x 24 hours (domain.md 10)
    raise ImproperlyConfigured(f"JOB_FILE_DAYS paling banyak 2 hari, yang ditulis {JOB_FILE_DAYS}.")
EXPORT_ROWS = env_int("EXPORT_ROWS", 5000)
# Years after which a former member's personal details go, once nothing is owed (ksm/retention).
RETENTION_YEARS = env_int("RETENTION_YEARS", 10)
API_CALLS_A_MINUTE = env_int("API_CALLS_A_MINUTE", 120)

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
HTTPS = env_bool("HTTPS")
# Proxies before the product, each of which adds the address it saw to X-Forwarded-For.
TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", 1 if HTTPS else 0)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sehat$"]  # asked by a monitor on this machine, behind the proxy
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Photos come by the phone's own camera program; a text goes on by its own ways of sharing.
_NOBODY = "accelerometer bluetooth browsing-topics camera display-capture geolocation gyroscope hid"
_NOBODY += " magnetometer microphone midi payment serial usb xr-spatial-tracking"
PERMISSIONS_POLICY: dict[str, list[str]] = {
    **{name: [] for name in _NOBODY.split()},
    **{name: ["self"] for name in ("clipboard-write", "fullscreen", "web-share")},
}

# Lines of JSON for machines (ksm/logbook.py), one for each request; whoever tries something out reads words.
LOG_REQUESTS = not DEBUG and (not env("LOG_REQUESTS") or env_bool("LOG_REQUESTS"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {"()": "ksm.logbook.JsonLines"},
        "words": {"format": "%(levelname)s %(message)s"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "words" if DEBUG else "lines"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"ksm.requests": {"level": "INFO" if LOG_REQUESTS else "WARNING"}},
}
