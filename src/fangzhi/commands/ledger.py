"""`verify` and `heads`: whether the ledger holds, and where it stands, to be kept elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fangzhi.commands import WrongUse, say, speaks_chinese
from fangzhi.opening import open_home

if TYPE_CHECKING:
    from pathlib import Path

    from fangzhi.casework.verification import Fault, Verdict


def verify(head: Path | None, form: str) -> int:
    """Read every chain, hold it against its head and an exported one, replay every record; 1 if it fails."""
    exported = read_heads(head) if head else None
    open_home()
    from fangzhi.casework.verification import verify as check

    verdict = check(exported)
    if form == "json":
        print(json.dumps(_facts(verdict), ensure_ascii=False))  # noqa: T201 - the answer
    else:
        _tell(verdict)
    return 0 if verdict.ok else 1


def heads(output: Path | None) -> int:
    """Write where every chain stands now, as JSON."""
    open_home()
    from fangzhi.casework.verification import heads_now

    text = json.dumps(
        {code: list(place) for code, place in heads_now().items()}, ensure_ascii=False, indent=1
    )
    if output is None:
        print(text)  # noqa: T201 - the answer
    else:
        output.write_text(text + "\n", encoding="utf-8")
    return 0


def read_heads(path: Path) -> dict[str, tuple[int, str]]:
    """Exported heads: of `heads`, or one day of the page of the ledger. Raises `WrongUse`."""
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        if "heads" in found:
            found = found["heads"][0]["heads"] if isinstance(found["heads"], list) else found["heads"]
        return {str(code): (int(place[0]), str(place[1])) for code, place in found.items()}
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise WrongUse(
            f"{path}：不是导出的账本链头文件；请用 fangzhi heads 导出。"
            if speaks_chinese()
            else f"{path}: not an exported head of the ledger; export one with `fangzhi heads`."
        ) from error


def _facts(verdict: Verdict) -> dict[str, Any]:
    faults = [_fault(one) for one in verdict.faults]
    return {
        "ok": verdict.ok,
        "events": verdict.events,
        "records": verdict.records,
        "fault": faults[0] if faults else None,
        "faults": faults,
    }


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "chain": fault.chain,
        "seq": fault.seq,
        "kind": fault.kind,
        "record": fault.record,
        "field": fault.field or None,
    }


def _tell(verdict: Verdict) -> None:
    chinese = speaks_chinese()
    if verdict.ok:
        line = f"{verdict.events} events, {verdict.records} records: everything holds."
        print(f"{verdict.events} 个事件、{verdict.records} 件记录，全部成立。" if chinese else line)  # noqa: T201 - the answer
        return
    for one in verdict.faults:
        place = f"{one.chain}:{one.seq}" if one.seq else one.chain
        about = f" #{one.record}" if one.record else ""
        print(f"{place}{about} {one.kind} {one.field}".rstrip())  # noqa: T201 - the answer
    say(
        "账本不成立；不要再在此写入，请与备份核对。"
        if chinese
        else "The ledger does not hold: write nothing more, compare with a backup."
    )
