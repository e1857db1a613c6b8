"""The detail models of all registers, for Django's migrations."""

from fangzhi.registers.administration.licence.model import OfficerLicence
from fangzhi.registers.protection.campaign.model import Campaign
from fangzhi.registers.protection.cooperation.model import CooperationRequest
from fangzhi.registers.protection.handover.model import Handover
from fangzhi.registers.protection.infringement.model import InfringementCase
from fangzhi.registers.protection.mediation.model import MediationCase
from fangzhi.registers.protection.passing_off.model import PassingOffCase

__all__ = [
    "Campaign",
    "CooperationRequest",
    "Handover",
    "InfringementCase",
    "MediationCase",
    "OfficerLicence",
    "PassingOffCase",
]
