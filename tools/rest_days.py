"""The days on which China rests or makes up, from the `holidays` library to the file that the clock reads.

`python -m tools.rest_days` writes `casework/clock/data/rest_days.csv` again, after the library brought the
notice of another year. A test holds the file to the library. The file names weekdays that are rest days,
weekend days that are working days, and the years whose notice is known.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from holidays import country_holidays
from holidays.countries.china import ChinaStaticHolidays

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "fangzhi" / "casework" / "clock" / "data" / "rest_days.csv"
YEARS = range(1985, 2061)
"""From the year of the first Patent Law to where periods that begin today can reach."""
FIRST_CHECKED = 2004
"""The first year whose notice a second library confirms; earlier years stay provisional."""


def notices() -> range:
    """The years whose published notice the library holds and a second library confirms."""
    return range(FIRST_CHECKED, max(ChinaStaticHolidays.special_public_holidays) + 1)


def days() -> list[tuple[str, str, str]]:
    """Every day that is not what its day of the week says, with what it is and why, by day."""
    known = country_holidays("CN", years=YEARS, language="zh_CN")
    rest = [(day.isoformat(), "rest", name) for day, name in known.items() if day.weekday() < 5]
    made_up = [
        (day.isoformat(), "working", "调休上班")
        for day in known.weekend_workdays
        if date(YEARS[0], 1, 1) <= day <= date(YEARS[-1], 12, 31)
    ]
    return sorted(rest + made_up)


def text() -> str:
    """The whole file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("day", "kind", "reason"))
    writer.writerows((str(year), "notice", "国务院办公厅节假日安排通知") for year in notices())
    writer.writerows(days())
    return out.getvalue()


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
