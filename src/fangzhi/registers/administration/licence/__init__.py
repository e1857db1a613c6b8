"""Enforcement licences of officers (执法证件): issued, renewed, suspended, withdrawn; and how many can inspect.

Sources: 专利行政执法办法 Art. 4 (officers need a licence of SIPO or of the province), Administrative Penalty Law
Art. 42 and 55 (at least two officers, who show their licences). When a renewal is asked for is practice.
"""
# fmt: off

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fangzhi.casework.asking import text
from fangzhi.casework.declaration import Counted, Register, State, Transition, enter
from fangzhi.registers.administration.licence import validity
from fangzhi.registers.administration.licence.model import OfficerLicence

KEEPS = ("officer", "head")
GROUNDS = text("grounds", _("Grounds"))
ORDER = _("Measures for Administrative Enforcement of Patents (专利行政执法办法) Art. 4")

REGISTER = enter(Register(
    id="licence", code=8, name=_("Enforcement licences of officers"), pillar="administration", model=OfficerLicence,
    title=lambda one: f"{one.holder}（{one.licence_number}）", parties=lambda one: one.holder, cases=False,
    keys=("licence_number",), columns=("holder", "licence_number", "valid_until"), cuts=("issuer",),
    results={"withdrawn": _("licence withdrawn"), "lapsed": _("licence lapsed")}, standing=validity.standing,
    states=(
        State("valid", _("licence valid")), State("suspended", _("licence suspended")),
        State("lapsed", _("licence lapsed"), open=False), State("withdrawn", _("licence withdrawn"), open=False),
    ),
    transitions=(
        Transition("issue", _("Enter a licence"), (), "valid", KEEPS,
                   ("holder", "licence_number", "issuer", "issued_on", "valid_until"), ("scope",),
                   guard=validity.in_order, warn=validity.same_number, starts=validity.renewal, basis=ORDER),
        Transition("renew", _("Enter the renewal"), ("valid", "suspended", "lapsed"), validity.after_renewal,
                   KEEPS, ("licence_number", "valid_until"), guard=validity.longer, starts=validity.renewal, basis=ORDER),
        Transition("suspend", _("Suspend"), ("valid",), "suspended", KEEPS, (GROUNDS,), approval=("head",)),
        Transition("restore", _("Lift the suspension"), ("suspended",), "valid", KEEPS, (GROUNDS,), approval=("head",)),
        Transition("withdraw", _("Withdraw the licence"), ("valid", "suspended"), "withdrawn", KEEPS, (GROUNDS,),
                   approval=("head",), ends=("*",), result="withdrawn"),
        Transition("lapse", _("Enter that the licence has lapsed"), ("valid", "suspended"), "lapsed", KEEPS,
                   guard=validity.over, ends=("*",), result="lapsed"),
    ),
    counts=(
        Counted("issued", _("licences issued"), ("issue",)),
        Counted("renewed", _("licences renewed"), ("renew",)),
        Counted("suspended", _("licences suspended"), ("suspend",)),
        Counted("withdrawn", _("licences withdrawn"), ("withdraw",)),
    ),
))
