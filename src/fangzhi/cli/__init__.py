"""Every command a person types. stdout is the answer and nothing else; everything said beside it goes to
stderr.

Exit 0 done · 1 the answer is "no" · 2 wrong use or unusable input · 3 a fault of ours (one sentence and the
log's path). `read` needs no state folder and imports no Django.
"""

from __future__ import annotations

import os
import sys

import typer

from fangzhi import commands
from fangzhi.cli import chapters, figures, office, patents, patents_counts
from fangzhi.cli.apps import app
from fangzhi.commands import WrongUse
from fangzhi.home import UnusableHome

__all__ = ["app", "chapters", "figures", "main", "office", "patents", "patents_counts"]


def main() -> None:
    """Run a command; no traceback reaches a person, and a closed pipe ends quietly."""
    _speak_utf8()
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        code = _pipe_closed()
    except SystemExit as ended:  # of the server, or what the command library makes of a closed pipe
        closed = type(sys.stdout).__name__ == "PacifyFlushWrapper"
        code = _pipe_closed() if closed else ended.code
    except KeyboardInterrupt:
        code = 130
    except Exception as error:
        code = _failed(error)
    sys.exit(code if isinstance(code, int) else 0)


def _pipe_closed() -> int:
    """Nobody listens any more: let the last flush go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _failed(error: Exception) -> int:
    if isinstance(error, typer.Exit):
        return error.exit_code
    if isinstance(error, typer.Abort):
        return 130
    if hasattr(error, "format_message") and hasattr(error, "show"):
        # typer carries the classes of its usage errors inside itself, under no public name.
        error.show()
        return 2
    if isinstance(error, (WrongUse, UnusableHome)):
        commands.say(str(error))
        return 2
    return commands.fault(error)
