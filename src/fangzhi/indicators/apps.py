"""The Django application of this room: observations and their sources."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Observations, events, corrections and the sources they stand in."""

    name = "fangzhi.indicators"
    label = "indicators"
