"""The answers that every operation may give beside its own, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from fangzhi.api.shapes import Problem

READS: dict[Any, Any] = dict.fromkeys((401, 403, 404, 422), Problem)
"""Nobody known · may not · not there, or not for this person · asked for what cannot be."""
WRITES: dict[Any, Any] = READS | dict.fromkeys((400, 409, 413, 415), Problem)
"""Unreadable · somebody else acted first · too large · not JSON."""
