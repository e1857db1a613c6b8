"""The Django application of this room: issued chapters."""

from django.apps import AppConfig


class ChapterConfig(AppConfig):
    """The chapters that were issued."""

    name = "fangzhi.chapter"
    label = "chapter"
