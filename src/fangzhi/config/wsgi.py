"""The WSGI application, for gunicorn or any other server. The state folder must exist (`fangzhi up` makes
it)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangzhi.config.settings")
application = get_wsgi_application()
