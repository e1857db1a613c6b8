"""The offices and people of the kernel's tests, and the cases of passing-off, for the registers."""

from tests.casework.conftest import _fresh_eyes, city, received
from tests.registers.penalties import boss, inspected, lead, reported

__all__ = ["_fresh_eyes", "boss", "city", "inspected", "lead", "received", "reported"]
