"""How synthetic cases go (合成案件): each story is the acts of one case with the days between them.

The same stories fill the demonstration office, by real acts, and databases for measuring, by bulk import.
Nothing in them is of a real case; every name says 示例, and no patent was ever filed under their numbers.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.patents.numbers import check_digit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

OFFICER, HEAD, DIRECTOR, INTAKE = "officer", "head", "director", "intake"


class Step(NamedTuple):
    """One act of a story."""

    kind: str
    after: int
    """Days after the act before it, or after the case came in."""
    who: str = OFFICER
    inputs: Mapping[str, Any] = {}
    days: Mapping[str, int] = {}
    """Inputs that are days, counted from the day of the act."""
    served: bool = False
    """Whether it serves a document and so needs the proof."""


class Story(NamedTuple):
    """How one case goes, and how long ago its last act was."""

    steps: tuple[Step, ...]
    since: tuple[int, int] = (1, 5)
    """Fewest and most days since the last act."""
    weight: int = 1
    """How often it happens beside the others."""

    @property
    def length(self) -> int:
        """Days from the first act to the last."""
        return sum(step.after for step in self.steps)


class Told(NamedTuple):
    """A step on its day with everything that it is given."""

    kind: str
    day: date
    who: str
    inputs: dict[str, Any]


PANEL = "示例组长\n示例组员甲\n示例组员乙"
GROUNDS = {"grounds": "示例理由：根据双方提交的材料。"}

DOCKET = Step("docket", 3, HEAD, {"panel": PANEL})
ASSIGN = Step("assign", 0, HEAD)
SERVE = Step("serve", 4, served=True)
ANSWER = Step("answer", 11, INTAKE, {"answer": "示例答辩：被控产品不落入保护范围。"})
FORWARD = Step("forward", 3, served=True)
SILENCE = Step("silence", 30)
SUMMON = Step("summon", 4, OFFICER, {"hearing_place": "示例审理庭"}, {"hearing_on": 12})
HEAR = Step("hear", 12, OFFICER, {"attendance": "both", "hearing_record": "示例笔录：双方陈述意见。"})
DELIBERATE = Step(
    "deliberate", 4, OFFICER, {"opinions": "示例意见：同意。", "conclusion": "示例结论：落入保护范围。"}
)
DECIDE = Step(
    "decide", 6, DIRECTOR, {"finding": "infringing", "holding": "一、责令立即停止侵权行为。", **GROUNDS}
)
DISMISS = DECIDE._replace(inputs={"finding": "not_infringing", "holding": "驳回请求人的请求。", **GROUNDS})
SERVE_DECISION = Step("serve_decision", 5, served=True)
ARCHIVE = Step("archive", 20)
COURT = {"court": "示例中级人民法院"}

DOCKETED = (DOCKET, ASSIGN)
SERVED = (*DOCKETED, SERVE)
ANSWERED = (*SERVED, ANSWER, FORWARD)
HEARD = (*ANSWERED, SUMMON, HEAR)
DELIBERATED = (*HEARD, DELIBERATE)
DECIDED = (*DELIBERATED, DECIDE)
EFFECTIVE = (*DECIDED, SERVE_DECISION)
MEDIATED = (*ANSWERED, Step("mediate", 9, OFFICER, {"agreement": "被请求人停止销售，双方和解。"}))
STAYED = (
    *ANSWERED,
    Step("attack", 3, INTAKE, days={"invalidity_on": -2}),
    Step("stay", 2, HEAD, {"stay_ground": "invalidity", **GROUNDS}),
)
CANCELLED = (*SERVED, Step("cancel", 9, HEAD, {"ground": "withdrawn", **GROUNDS}))
REFUSED = (Step("refuse", 4, HEAD, GROUNDS),)
ASKED = Step("ask_supplement", 3, INTAKE, {"missing_items": "专利登记簿副本"}, {"supplement_until": 15})

INFRINGEMENT: dict[str, Story] = {
    "just received": Story((), (0, 3), 3),
    "received, overdue": Story((), (15, 25), 2),
    "to be completed": Story((ASKED,), (1, 9)),
    "completed": Story((ASKED, Step("complete", 6, INTAKE)), (0, 3)),
    "not docketed": Story(REFUSED, (5, 60), 2),
    "docketed": Story(DOCKETED, (0, 3), 2),
    "served": Story(SERVED, (1, 12), 4),
    "answered": Story(ANSWERED, (1, 15), 4),
    "without answer": Story((*SERVED, SILENCE), (1, 5)),
    "hearing announced": Story((*ANSWERED, SUMMON), (1, 9), 2),
    "heard": Story(HEARD, (1, 6), 2),
    "closing overdue": Story(HEARD, (55, 80), 2),
    "deliberated": Story(DELIBERATED, (1, 5), 2),
    "stayed": Story(STAYED, (10, 90), 2),
    "resumed": Story((*STAYED, Step("resume", 40, HEAD, GROUNDS)), (1, 9)),
    "paused": Story(
        (*ANSWERED, Step("pause", 4, OFFICER, {"pause_ground": "appraisal", **GROUNDS})), (3, 20)
    ),
    "extended": Story(
        (*ANSWERED, Step("extend", 6, HEAD, {"rule": "infr.close", "why": "案情复杂，需要补充证据。"})),
        (1, 20),
    ),
    "decided": Story(DECIDED, (1, 6), 2),
    "decision served": Story(EFFECTIVE, (3, 150), 4),
    "dismissed": Story((*DELIBERATED, DISMISS, SERVE_DECISION), (3, 150), 2),
    "sued": Story((*EFFECTIVE, Step("sue", 10, INTAKE, COURT)), (3, 90)),
    "suit lost": Story(
        (
            *EFFECTIVE,
            Step("sue", 10, INTAKE, COURT),
            Step("remedy_outcome", 40, INTAKE, {"outcome": "upheld", "particulars": "示例：驳回诉讼请求。"}),
        ),
        (3, 30),
    ),
    "demanded": Story((*EFFECTIVE, Step("demand", 32, HEAD, COURT, served=True)), (1, 8)),
    "complied": Story((*EFFECTIVE, Step("comply", 12, INTAKE)), (3, 90)),
    "mediated": Story(MEDIATED, (5, 150), 4),
    "withdrawn": Story(CANCELLED, (5, 150), 2),
    "archived": Story((*EFFECTIVE, Step("comply", 20, INTAKE), ARCHIVE), (10, 120), 5),
    "mediated, archived": Story((*MEDIATED, ARCHIVE), (10, 160), 5),
}

NOTIFY = Step("notify", 4, served=True)
ACCEPT = Step("accept", 9, INTAKE, {"position": "示例意见：同意调解。"})
TAKEN_ON = (NOTIFY, ACCEPT, Step("docket", 4, HEAD, {"meeting": "示例调解室"}), ASSIGN)
MET = (*TAKEN_ON, Step("meet", 8, OFFICER, {"record": "示例笔录：双方陈述意见。"}))
AGREED = (*MET, Step("agree", 6, OFFICER, {"agreement": "示例协议：一次性支付报酬。"}))
FAILED = (*MET, Step("fail", 12, HEAD, GROUNDS))

MEDIATION: dict[str, Story] = {
    "just requested": Story((), (0, 3), 2),
    "notified": Story((NOTIFY,), (1, 9), 2),
    "declined": Story((NOTIFY, Step("decline", 9, INTAKE, GROUNDS)), (0, 2)),
    "agreed to": Story((NOTIFY, ACCEPT), (0, 3)),
    "in mediation": Story(TAKEN_ON, (1, 12), 2),
    "not docketed": Story((NOTIFY, Step("refuse", 20, HEAD, GROUNDS)), (5, 60)),
    "agreement reached": Story(AGREED, (1, 20), 2),
    "confirmed": Story((*AGREED, Step("confirm", 9, INTAKE, COURT)), (3, 60)),
    "no agreement": Story(FAILED, (5, 120), 2),
    "archived": Story((*AGREED, ARCHIVE), (10, 200), 2),
}

TEAM = "示例甲（执法证号990100001）\n示例乙（执法证号990100002）"
GOODS = {"goods_list": "示例产品40件，存放于本局库房", "officers": TEAM}
PENALTY = {
    "fine_fen": "20000", "confiscated_fen": "0", "orders": "责令改正，消除标注", "grounds": "示例理由：情节一般。",
}  # fmt: skip
LARGE = PENALTY | {"fine_fen": "150000"}
INSPECT = Step(
    "inspect", 2, OFFICER,
    {"officers": TEAM, "inspected_place": "示例市场二层", "found": "示例情况：货架上有涉案产品40件。"},
)  # fmt: skip
SEIZE = Step("seize", 1, DIRECTOR, {"mark_status": "示例：查无此号", **GOODS})
REPORT = Step(
    "report", 6, OFFICER,
    {
        "conduct": "unpatented", "facts": "示例事实：在产品包装上标注不存在的专利号。",
        "mark_status": "示例：查无此号", "evidence": "现场检查笔录\n产品照片", "proposal": "示例建议：给予行政处罚。",
        "quantity": "40件，每件80元", "turnover_fen": "3200",
    },
)  # fmt: skip
ANNOUNCE = Step("announce", 3, OFFICER, PENALTY, served=True)
REVIEW = Step("review", 3, OFFICER, {"reviewer": "示例审核人", "opinion": "示例意见：程序合法，同意。"})
PENALIZE = Step("penalize", 3, DIRECTOR, PENALTY)
LEAD_DOCKETED = (Step("docket", 3, HEAD), ASSIGN)
INSPECTED = (*LEAD_DOCKETED, INSPECT)
INVESTIGATED = (*INSPECTED, REPORT)
ANNOUNCED = (*INVESTIGATED, ANNOUNCE)
HEARING = (
    *INVESTIGATED, ANNOUNCE._replace(inputs=LARGE),
    Step("ask_hearing", 1, INTAKE, {"asked_by": "示例代理人"}),
    Step("summon", 1, OFFICER, {"hearing_place": "示例会议室", "chair": "示例主持人"}, {"hearing_on": 20}),
    Step("hear", 20, OFFICER, {"hearing_record": "示例笔录：双方发表意见。"}),
)  # fmt: skip
FINED = (*ANNOUNCED, REVIEW, PENALIZE)
FINE_SERVED = (*FINED, Step("serve_decision", 2, served=True))
PAID = (
    *FINE_SERVED,
    Step("pay", 5, INTAKE, {"amount_fen": "20000", "receipt": "示例0001"}),
    Step("perform", 1),
)
PUBLISHED = (*PAID, Step("publish", 2, HEAD))

PASSING_OFF: dict[str, Story] = {
    "just reported": Story((), (0, 3), 3),
    "reported, overdue": Story((), (18, 25)),
    "not docketed": Story((Step("refuse", 4, HEAD, GROUNDS),), (5, 60)),
    "docketed": Story(LEAD_DOCKETED, (0, 3), 2),
    "inspected": Story(INSPECTED, (1, 8), 2),
    "evidence preserved": Story((*INSPECTED, Step("preserve", 0, DIRECTOR, GOODS)), (1, 5)),
    "goods seized": Story((*INSPECTED, SEIZE), (1, 20), 2),
    "investigated": Story(INVESTIGATED, (1, 5), 2),
    "penalty announced": Story(ANNOUNCED, (1, 6), 2),
    "hearing may be asked for": Story((*INVESTIGATED, ANNOUNCE._replace(inputs=LARGE)), (1, 4)),
    "heard": Story(HEARING, (1, 5)),
    "decided": Story(FINED, (1, 5)),
    "decision served": Story(FINE_SERVED, (1, 12), 2),
    "payment overdue": Story(FINE_SERVED, (20, 40)),
    "paid": Story(PAID, (1, 15), 2),
    "published": Story(PUBLISHED, (5, 150), 3),
    "ordered to correct": Story(
        (*INVESTIGATED, Step("order_correction", 3, HEAD, {"orders": "立即改正", **GROUNDS})), (1, 20)
    ),
    "dismissed": Story((*INSPECTED, Step("dismiss", 5, HEAD, GROUNDS)), (5, 90)),
    "archived": Story((*PUBLISHED, ARCHIVE), (5, 150), 4),
}

STORIES = {"infringement": INFRINGEMENT, "mediation": MEDIATION, "passing_off": PASSING_OFF}


def tell(story: Story, received: date, fields: Mapping[str, Any], addressee: str) -> Iterator[Told]:
    """The steps of a story on their days; `fields` are those with which the case came in."""
    day = received
    for step in story.steps:
        day += timedelta(days=step.after)
        inputs: dict[str, Any] = {**step.inputs}
        inputs |= {name: day + timedelta(days=more) for name, more in step.days.items()}
        if step.kind == "complete":
            inputs |= fields
        if step.served:
            inputs |= proof(addressee, day)
        yield Told(step.kind, day, step.who, inputs)


def proof(addressee: str, day: date) -> dict[str, Any]:
    """The proof that a document was handed over."""
    return {
        "addressee": addressee,
        "method": "direct",
        "handed_on": day,
        "deliverer": "示例送达人",
        "place": "示例路8号",
        "signed_by": "示例收发章",
    }


TRADES = ("灯具", "玩具", "机电", "家居", "五金", "电子", "纺织", "包装", "医疗器械", "农机")
SIGNS = "甲乙丙丁戊己庚辛壬癸"
THINGS = (
    "折叠支架",
    "照明装置",
    "密封阀",
    "连接器",
    "包装盒",
    "散热结构",
    "移动电源",
    "锁具",
    "收纳架",
    "喷头",
)
DISPUTES = ("ownership", "inventorship", "reward", "damages")


def patent(serial: int, day: date, kind: str = "2") -> tuple[str, date, date]:
    """A number that no patent has (serials this high were never reached), its filing date and its grant."""
    year = day.year - 3
    digits = f"{year}{kind}{9_900_000 + serial % 99_000:07}"
    return f"{digits}.{check_digit(digits)}", date(year, 3, 12), date(year + 1, 1, 15)


def company(dice: Random) -> str:
    """The name of a company that does not exist."""
    return f"示例{dice.choice(SIGNS)}{dice.choice(SIGNS)}{dice.choice(TRADES)}有限公司"


def petition(dice: Random, serial: int, received: date) -> dict[str, Any]:
    """The fields of a made-up petition."""
    number, filed, granted = patent(serial, received)
    return {
        "source": dice.choices(("petition", "hotline", "platform"), (8, 1, 2))[0],
        "petitioner": company(dice),
        "petitioner_address": f"示例市示例路{dice.randrange(1, 900)}号",
        "petitioner_contact": "示例联系人 000-00000000",
        "respondent": company(dice),
        "respondent_address": f"示例市示例街{dice.randrange(1, 900)}号",
        "patent_number": number,
        "patent_title": f"一种{dice.choice(THINGS)}",
        "filing_date": filed,
        "grant_date": granted,
        "legal_status_proof": dice.choice(("register_copy", "certificate")),
        "asserted_claims": "1-3",
        "facts": "示例事实：请求人在示例市场购得被控产品。",
        "requests": "责令停止制造、销售被控产品。",
        "evidence": "专利证书\n购买发票\n产品照片",
        "no_suit": True,
    }


def request(dice: Random, serial: int, received: date) -> dict[str, Any]:
    """The fields of a made-up request for mediation."""
    number, _filed, _granted = patent(serial, received, "1")
    return {
        "dispute": dice.choice(DISPUTES),
        "requester": f"示例发明人{dice.choice(SIGNS)}",
        "requester_contact": "示例电话 000-00000000",
        "opponent": company(dice),
        "opponent_address": f"示例市示例街{dice.randrange(1, 900)}号",
        "patent_number": number,
        "patent_title": f"一种{dice.choice(THINGS)}的制备方法",
        "requests": "示例请求：确认权利并支付报酬。",
    }


def lead(dice: Random, serial: int, received: date) -> dict[str, Any]:
    """The fields of a made-up lead to passing-off."""
    number, _filed, _granted = patent(serial, received)
    return {
        "source": dice.choices(("inspection", "report", "hotline"), (6, 2, 1))[0],
        "party": company(dice),
        "party_kind": "entity",
        "party_address": f"示例市示例街{dice.randrange(1, 900)}号",
        "goods": dice.choice(THINGS),
        "seen_at": f"示例市示例市场{dice.randrange(1, 90)}号",
        "mark": f"ZL {number}",
        "facts": "示例事实：产品包装上标有专利号。",
    }


MAKERS = {"infringement": petition, "mediation": request, "passing_off": lead}
ADDRESSEES = {"infringement": "respondent", "mediation": "opponent", "passing_off": "party"}
