"""Legal time (期限): rules as versioned data, working days, and the reckoning of a due date in stated steps.

Pure Python, no Django; what an office lays over the shipped rules and rest days lies in its state folder.
"""

from fangzhi.casework.clock.periods import Approval, BackwardStop, Reckoning, Stop
from fangzhi.casework.clock.reckoning import reckon
from fangzhi.casework.clock.rule_files import rule_book, rule_on
from fangzhi.casework.clock.rules import Extension, NotInForce, Rule, RuleBook, UnknownRule
from fangzhi.casework.clock.steps import Step, step_json
from fangzhi.casework.clock.working_days import Calendar, OutOfReach, calendar

__all__ = [
    "Approval",
    "BackwardStop",
    "Calendar",
    "Extension",
    "NotInForce",
    "OutOfReach",
    "Reckoning",
    "Rule",
    "RuleBook",
    "Step",
    "Stop",
    "UnknownRule",
    "calendar",
    "reckon",
    "rule_book",
    "rule_on",
    "step_json",
]
