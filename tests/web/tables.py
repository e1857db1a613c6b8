"""An official table made for the tests, beside which the document of the tests is partly wrong."""

from __future__ import annotations

from datetime import date

from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.loads.tables import TableLoading, load_table
from fangzhi.indicators.tables import mappings

HEADER = "year,region_code,region_zh,indicator,patent_type,value,unit,source\n"
NAME = "<script>alert(3)</script>年鉴"
YEARBOOK = (
    HEADER
    + f"2013,350000,福建,applications,total,53701,件,{NAME}\n"
    + f"2014,350000,福建,applications,total,58077,件,{NAME}\n"
    + f"2014,350000,福建,grants,total,37857,件,{NAME}\n"
    + f"2014,360000,江西,applications,total,25594,件,{NAME}\n"
)
"""By it the 58075件 of the document are two off, and the growth of 8.4% is 8.149%."""


def keep_table(text: str = YEARBOOK, name: str = "yearbook.csv") -> None:
    """Keep a table as it was given in a file."""
    how = TableLoading(by="tester", catalogue=catalogue(), mappings=mappings(), today=date(2020, 1, 1))
    outcome = load_table(name, text.encode(), how)
    assert outcome.refused == 0
    assert outcome.accepted > 0
