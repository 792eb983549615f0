"""The product's settings with a throw-away key and a fast password hasher."""

import os

os.environ.setdefault("SECRET_KEY", "kunci-untuk-pengujian")

from ksm.settings import *  # noqa: F403  (the environment must be set before the settings are read)

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Looked up when asked for: scanning every icon for every test client would take most of the test run.
WHITENOISE_AUTOREFRESH = True
