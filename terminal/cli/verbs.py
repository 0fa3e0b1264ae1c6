"""The verbs put together: parses words by cyclopts, and turns what goes wrong into the contract's exit codes."""

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from cyclopts import App, CycloptsError, UnusedCliTokensError, ValidationError

from protocol import lookalikes
from terminal.cli import doctor, emulator, frame, fuzz, keys, message, policy, refund, resolve, scan, shop, simulate
from terminal.cli.layout import HelpPages
from terminal.cli.refusal import refused, settings_refused
from terminal.desk.door import NOTHING_SENT, Refusal
from terminal.language import translator
from terminal.line.links import LinkUrlError
from terminal.settings import SettingsError, load_settings

INTERRUPTED = 130
"""Exit code of Ctrl-C in a verb that sends nothing: what a shell reports for SIGINT."""
MOVES_MONEY = frozenset({"refund", "resolve"})
"""Verbs whose caller has to know that not one byte of a refund has left: they say so themselves once one has."""

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
app.command(refund.refund)
app.command(resolve.resolve)
app.command("terminal.cli.case:app", name="case", help="Refund cases: papers, review, agreement, refund and follow-up.")
app.command(scan.scan)
app.command(shop.app)
app.command("terminal.cli.journal:app", name="journal", help="The terminal's journal, also while the terminal runs.")
app.command("terminal.cli.slip:app", name="slip", help="Practice sales slips, and photographs of them.")
app.command(policy.app)
app.command(message.app)
app.command(frame.app)
app.command(emulator.app)
app.command(keys.app)
app.command(doctor.doctor)
app.command(fuzz.fuzz)
app.command(simulate.simulate)


def run(words: Sequence[str]) -> int:
    """Run one verb; its exit code."""
    try:
        code = app(list(words), exit_on_error=False, print_error=False)
    except SettingsError as error:
        return _say(settings_refused(error), words)
    except (CycloptsError, LinkUrlError) as error:
        return _say(Refusal("usage", hint=_fault(error, words)), words)
    except Refusal as refusal:
        return _say(refusal, words)
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            print(file=sys.stderr)  # what stands there may be a prompt
        return NOTHING_SENT if _moves_money(words) else INTERRUPTED
    return code if isinstance(code, int) else 0


def _moves_money(words: Sequence[str]) -> bool:
    """`case step NO refund` does, too."""
    return bool(words) and (words[0] in MOVES_MONEY or (list(words[:2]) == ["case", "step"] and "refund" in words))


def _fault(error: Exception, words: Sequence[str]) -> str:
    """The error without what it repeats of the words: they may be a whole dump, or a card number."""
    if isinstance(error, UnusedCliTokensError):
        return f"words too many: {len(error.unused_tokens or ())}."
    if isinstance(error, ValidationError):
        return lookalikes.told(error.exception_message, ())
    if isinstance(error, LinkUrlError):
        return lookalikes.told(str(error), ())
    return lookalikes.told(str(error), {part for word in words for part in (word, word.rpartition("=")[2])})


def _say(refusal: Refusal, words: Sequence[str]) -> int:
    """The refusal for people, and as a document where one was asked for; its exit code."""
    try:
        texts = translator(load_settings().lang)
    except SettingsError:
        texts = translator(os.environ.get("TUIHUO_LANG", ""))
    return refused(refusal, texts, as_json="--json" in words)
