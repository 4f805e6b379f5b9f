"""The WSGI application that web processes serve."""

import os

from django.core.wsgi import get_wsgi_application

from config.environment import Environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
Environment().refuse_keys_of_others()
application = get_wsgi_application()

from foundation import transparency_start  # noqa: E402  What it imports needs the applications.

transparency_start.refuse_older_database()
