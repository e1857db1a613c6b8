"""The Django application of the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, components, static files and translations."""

    name = "fangzhi.web"
    label = "web"

    def ready(self) -> None:
        """Compile the translations where the package came without them."""
        from fangzhi.web.translations import compile_where_stale

        compile_where_stale()
