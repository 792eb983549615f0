"""The product's settings with a throw-away key and a fast password hasher."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "kunci-untuk-pengujian")
os.environ.setdefault("DATA_KEY", "kunci-untuk-pengujian")

from ksm.settings import *  # noqa: F403  (the environment must be set before the settings are read)
from ksm.settings import BASE_DIR, DATABASES, FILES_AS_THEY_ARE, LOGGING, STORAGES

SECOND_FACTOR = False  # asked for where that is what a test is about
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# What a bench or a demo once collected is older than what is being written: tests look for nothing there.
STATIC_ROOT = BASE_DIR / "tests" / "collected"
STORAGES["staticfiles"]["BACKEND"] = FILES_AS_THEY_ARE  # collected by tests/ksm/test_delivery.py alone
# Looked up when asked for: scanning every icon for every test client would take most of the test run.
WHITENOISE_AUTOREFRESH = True
# Thousands of pages are refused on purpose: writing down where each of them was takes longer than refusing.
LOGGING["loggers"] = {"django.request": {"level": "ERROR"}}
WHITENOISE_USE_FINDERS = True  # the live server knows our own name of staticfiles by no other way
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in production: tables of a database in memory lock without waiting for each other.
    DATABASES["default"]["TEST"] = {"NAME": Path(tempfile.gettempdir()) / f"ksm-test-{os.getpid()}.sqlite3"}
    # Nothing of a test has to outlive the machine; waiting for the disk would take a good part of the run.
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
elif os.environ.get("COPY_TEST_DATABASE"):
    # A migrated database, of which every worker takes a copy instead of migrating anew (bin/test).
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ["COPY_TEST_DATABASE"]}
