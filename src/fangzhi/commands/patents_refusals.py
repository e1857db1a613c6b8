"""What cannot be counted or looked for, said in the language of the terminal."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from fangzhi.commands import WrongUse, speaks_chinese
from fangzhi.commands.patents_saying import either

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fangzhi.patents.counting.cells import BadCell

_SENTENCES = {
    "column": "没有这种统计数；--help 列出全部。",
    "type": "没有这种专利类型：请写 invention、utility_model 或 design。",
    "kind": "没有这类申请人：请写 enterprise、university、institute、government、individual 或 other。",
    "by": "不能按此统计；--help 列出全部维度。",
    "by_twice": "同一维度只写一次。",
    "region": "地区代码请写六位数字，例如 340000。",
    "no_region": "没有这个地区代码；请写六位数字，例如 340000。",
    "at": "没有写值：请写作 维度=值，例如 province=340000。",
    "ipc": "这不是分类号的开头：请写 H、H01、H01M 或 H01M10。",
    "field": "没有这个技术领域：编号为 1 至 35。",
    "no_period": "此数按时期统计：请用 --year 写明年度，例如 2013。",
    "stock_time": (
        "有效量是期末最后一日的数，不按时间统计：请用 --year 写明时期；逐年的数见 `fangzhi patents panel`。"
    ),
    "so_far_time": "累计申请人按年末统计：请按 year 统计，或用 --year 写明时期。",
    "first_key": "首次获得专利的企业只按 province、prefecture、county 和 year 统计。",
    "first_period": "首次获得专利的企业按年统计：请写年度，例如 2013。",
    "many": "统计数太多：请缩小范围，或减少维度。",
}
"""By what is wrong with a cell. The others are first patents, narrowed by something."""
_NARROWED = "首次获得专利的企业按其全部专利统计，只能限定地区和时期。"


@contextmanager
def refusing() -> Iterator[None]:
    """What cannot be asked for, said as wrong use. Raises `WrongUse`."""
    from fangzhi.patents.counting.cells import BadCell
    from fangzhi.patents.counting.industries import BadScheme
    from fangzhi.patents.counting.spans import BadPeriod

    try:
        yield
    except BadCell as error:
        raise WrongUse(_of_cell(error)) from None
    except BadPeriod as error:
        raise WrongUse(either(str(error), "统计期不对：请写作 2013、2013H1、2013Q2 或 2013-05。")) from None
    except BadScheme as error:
        raise WrongUse(either(str(error), error.message_zh)) from None


def _of_cell(error: BadCell) -> str:
    if speaks_chinese():
        return _SENTENCES.get(error.about, _NARROWED)
    more = " `fangzhi patents panel` has it year by year." if error.about == "stock_time" else ""
    return f"{error}{more}"


def checked_region(code: str) -> None:
    """That a code is one of the country, a province, a prefecture or a county, today or earlier. Raises
    `WrongUse`."""
    from fangzhi.patents.counting.cells import known_region

    if known_region(code):
        return
    raise WrongUse(
        either(
            f"--region {code}: no region has this code; write six digits, for example 340000.",
            f"--region {code}：没有这个地区代码；请写六位数字，例如 340000。",
        )
    )


def checked_line(code: str) -> None:
    """That a code is that of a line of the panel. Raises `WrongUse`."""
    from fangzhi.patents.counting import panel_regions

    checked_region(code)
    if code not in panel_regions():
        raise WrongUse(
            either(
                f"--region {code}: the panel has the provinces and 000000 alone; "
                f"`fangzhi patents count --region {code}` counts any other.",
                f"--region {code}：面板只有各省（区、市）和 000000；"
                f"其他地区用 `fangzhi patents count --region {code}` 统计。",
            )
        )
