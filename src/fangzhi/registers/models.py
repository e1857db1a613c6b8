"""The detail models of all registers, for Django's migrations."""

from fangzhi.registers.protection.infringement.model import InfringementCase
from fangzhi.registers.protection.mediation.model import MediationCase

__all__ = ["InfringementCase", "MediationCase"]
