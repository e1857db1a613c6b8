"""The Django application of this room: drafts that persons check."""

from django.apps import AppConfig


class CheckingConfig(AppConfig):
    """Drafts with what was decided of their figures."""

    name = "fangzhi.chapter.checking"
    label = "checking"
