"""
The WSGI application of the evaluation process, which alone has the keys to restricted parts of opened bids.

It answers at the two addresses where they are read, by their bids' names and without, and at no other: whoever gets into the web
finds neither these keys nor a word of what they open. The front sends these addresses here.
"""

import os
import resource

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.environment import Environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
Environment().refuse_keys_of_others("evaluation")
# What this process knows is not left behind in a core file.
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
settings.ROOT_URLCONF = "config.evaluation_urls"
application = get_wsgi_application()

from bidding.sealed import evaluation_key  # noqa: E402  What they import needs the applications.
from foundation import transparency_start  # noqa: E402

transparency_start.refuse_older_database()
evaluation_key.ring()  # a process without its keys does not start
