"""What the kernel stores. A register adds one detail model of its own (`Detail`) and nothing else."""

from fangzhi.casework.models.ledger import ChainHead, DailyHead, Event, Personal
from fangzhi.casework.models.offices import Deputy, Grant, Office, OfficeStage
from fangzhi.casework.models.papers import Attachment, Delivery, Paper, Publication
from fangzhi.casework.models.records import (
    Counter,
    Deadline,
    Detail,
    Link,
    Proposal,
    Record,
    Recusal,
    Share,
)
from fangzhi.casework.models.work import FeedKey, Notice

__all__ = [
    "Attachment",
    "ChainHead",
    "Counter",
    "DailyHead",
    "Deadline",
    "Delivery",
    "Deputy",
    "Detail",
    "Event",
    "FeedKey",
    "Grant",
    "Link",
    "Notice",
    "Office",
    "OfficeStage",
    "Paper",
    "Personal",
    "Proposal",
    "Publication",
    "Record",
    "Recusal",
    "Share",
]
