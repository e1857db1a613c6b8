"""The offices and people of the kernel's tests, for the registers."""

from tests.casework.conftest import _fresh_eyes, city, received  # noqa: F401 - fixtures
