"""The Django application of the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, components, static files and translations."""

    name = "fangzhi.web"
    label = "web"
