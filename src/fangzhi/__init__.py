"""Fangzhi 方知: the work, the figures and the yearly chapter of a local intellectual-property office."""

__version__ = "0.1.0"
