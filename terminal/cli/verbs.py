"""The verbs put together: parses words by cyclopts, and turns what goes wrong into the contract's exit codes."""

import sys
from collections.abc import Sequence
from importlib.metadata import version

from cyclopts import App, CycloptsError

from protocol import lookalikes
from terminal.cli.layout import HelpPages
from terminal.cli.main import interrupted
from terminal.cli.misused import misuse
from terminal.cli.refusal import refused, settings_refused, texts_here
from terminal.desk.door import Refusal
from terminal.line.links import LinkUrlError
from terminal.settings import SettingsError

HELP = """
拉卡拉式退货终端与协议测试台 / a Lakala-style refund terminal and its protocol bench.

Without a command it opens the terminal: tuihuo [--plain] [--lang zh|en] [--link URL]; --plain goes line by
line, for screen readers, ssh and scripts
"""

app = App(
    name="tuihuo",
    help=HELP,
    version=lambda: version("tuihuo"),
    result_action="return_value",
    help_formatter=HelpPages(),
    suppress_keyboard_interrupt=False,  # the exit code is ours
)
VERBS = {
    "refund": "terminal.cli.refund:refund",
    "resolve": "terminal.cli.resolve:resolve",
    "case": "terminal.cli.case:app",
    "scan": "terminal.cli.scan:scan",
    "shop": "terminal.cli.shop:app",
    "journal": "terminal.cli.journal:app",
    "slip": "terminal.cli.slip:app",
    "policy": "terminal.cli.policy:app",
    "message": "terminal.cli.message:app",
    "frame": "terminal.cli.frame:app",
    "emulator": "terminal.cli.emulator:app",
    "keys": "terminal.cli.keys:app",
    "doctor": "terminal.cli.doctor:doctor",
    "fuzz": "terminal.cli.fuzz:fuzz",
    "simulate": "terminal.cli.simulate:simulate",
}
"""Verb -> where it stands: it is loaded when it is asked for, as most of a verb's time is its start."""
for name, place in VERBS.items():
    app.command(place, name=name)


def run(words: Sequence[str]) -> int:
    """Run one verb; its exit code."""
    if not words or words[0] not in {*VERBS, "--version"}:  # the page of all verbs, where each says what it is
        for verb in VERBS:
            app[verb]
    try:
        code = app(list(words), exit_on_error=False, print_error=False)
    except SettingsError as error:
        return _say(settings_refused(error), words)
    except CycloptsError as error:
        return _say(misuse(error, words), words)
    except LinkUrlError as error:
        return _say(Refusal("usage", hint=lookalikes.told(str(error), ())), words)
    except Refusal as refusal:
        return _say(refusal, words)
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            print(file=sys.stderr)  # what stands there may be a prompt
        return interrupted(words)
    return code if isinstance(code, int) else 0


def _say(refusal: Refusal, words: Sequence[str]) -> int:
    """The refusal for people, and as a document where one was asked for; its exit code."""
    return refused(refusal, texts_here(), as_json="--json" in words)
