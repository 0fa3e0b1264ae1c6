"""Entry point of the console script: opens the terminal at once, or hands the words to the verbs.

The terminal's own options are read here by hand, so that its start does not pay for the argument parser.
"""

import errno
import gc
import io
import os
import sys
from collections.abc import Sequence

from terminal.desk.faults import DONE, MALFORMED, NOTHING_SENT, UNKNOWN

INTERRUPTED = 130
"""Exit code of Ctrl-C in a verb that sends nothing: what a shell reports for SIGINT."""
MOVES_MONEY = frozenset({"refund", "resolve"})
"""Verbs whose caller has to know that not one byte of a refund has left: they say so themselves once one has."""
READER_GONE = 141
"""Exit code when nobody reads stdout any more: what a shell reports for SIGPIPE."""

_SCREEN_OPTIONS = ("--lang", "--link")
_PLAIN = "--plain"


def main() -> None:
    """Run with the process's arguments and exit with the contract's code."""
    told = vars(sys)["stdout"] is not None
    if not told:  # it was closed before we began
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as we live
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    words = sys.argv[1:]
    options = _screen_options(words)
    try:
        code = _screen(options) if options is not None else _verbs(words)
    except BrokenPipeError:  # whoever read has read enough
        code = READER_GONE
    except OSError as error:
        if error.errno != errno.ENOSPC or error.filename is not None:
            raise
        code = _unwritten(error, DONE)
    sys.exit(_flushed(code) if told else _unwritten(OSError(errno.EBADF, os.strerror(errno.EBADF)), code))


def _flushed(code: int) -> int:
    """The exit code when all is written; what nobody could be told of is never called done."""
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to flush at exit
        if isinstance(error, BrokenPipeError):
            return READER_GONE
        return _unwritten(error, code)
    return code


def _unwritten(error: OSError, code: int) -> int:
    from terminal.cli.refusal import complain

    complain(f"stdout: {error.strerror}")
    return code or UNKNOWN


def _screen_options(words: list[str]) -> dict[str, str] | None:
    """--plain, --lang L and --link URL (or --lang=L) and nothing else; None when a verb or anything else is there."""
    options: dict[str, str] = {}
    rest = list(words)
    while rest:
        name, joined, value = rest.pop(0).partition("=")
        if name == _PLAIN and not joined:
            options[_PLAIN] = ""
            continue
        if name not in _SCREEN_OPTIONS or not (joined or rest):
            return None
        options[name] = value if joined else rest.pop(0)
    return options


def _refuse(words: str) -> int:
    from terminal.columns import clean  # what was typed, or stands in a file, moves no cursor

    print(clean(words), file=sys.stderr)
    return MALFORMED


def _screen(options: dict[str, str]) -> int:
    gc.disable()  # until the desk is open: looking for garbage in what stays costs a fifth of the start
    from dataclasses import replace
    from functools import partial

    from terminal.settings import SettingsError, keep_looks, load_settings, require_language

    try:
        settings = load_settings()
        require_language(options.get("--lang", settings.lang))
    except SettingsError as error:
        from terminal.cli.refusal import settings_refused, told
        from terminal.language import translator

        lang = options.get("--lang") or os.environ.get("TUIHUO_LANG", "")
        return _refuse(told(settings_refused(error), translator(lang)))
    settings = replace(settings, lang=options.get("--lang", settings.lang))
    link = options.get("--link", "")
    fault = _link_fault(link) if link else ""
    if fault:
        return _refuse(fault)

    from terminal.desk.door import CashDesk

    def open_terminal() -> CashDesk:
        from terminal.compose import Options, open_desk

        try:
            return open_desk(link, settings, Options(delay_s=settings.practice_delay_s))
        finally:
            gc.freeze()
            gc.enable()

    if _PLAIN in options:
        from terminal.plain import run_plain

        return run_plain(open_terminal, lang=settings.lang, camera=settings.camera)
    from terminal.app import run_app
    from terminal.console import fitting_theme
    from terminal.face.drafts.sources import Attached

    theme = settings.theme or fitting_theme()
    keep = partial(keep_looks, settings.home)
    attached = Attached(settings.scanner, settings.watch, settings.camera)
    return run_app(open_terminal, lang=settings.lang, theme=theme, keep=keep, wedge=settings.wedge, attached=attached)


def _link_fault(link: str) -> str:
    """What is wrong with a link that was given, "" for nothing."""
    from terminal.line.links import LinkUrlError, parse_link
    from terminal.line.peers import peer_of

    try:
        url = parse_link(link)
        peer_of(url)
        if url.scenario:
            from terminal.practice_host import scenario_of

            scenario_of(url)
    except LinkUrlError as error:
        return str(error)
    return ""


def _verbs(words: list[str]) -> int:
    try:
        from terminal.cli.verbs import run
    except KeyboardInterrupt:  # loading them takes a second
        return interrupted(words)
    return run(words)


def interrupted(words: Sequence[str]) -> int:
    """Exit code of Ctrl-C in a verb, before it has sent anything of a refund."""
    return NOTHING_SENT if _moves_money(words) else INTERRUPTED


def _moves_money(words: Sequence[str]) -> bool:
    """`case step NO refund` does, too."""
    return bool(words) and (words[0] in MOVES_MONEY or (list(words[:2]) == ["case", "step"] and "refund" in words))
