"""Entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ksm.settings")
served = get_wsgi_application()

# Models are known from here on.
from ksm.serving import Keyed  # noqa: E402

application = Keyed(served)
