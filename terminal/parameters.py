"""参数: what binds one terminal, in a TOML file beside its journal. No screen and no line; settings.py is the user's.

The rule: a value is checked by its row of `ROWS` whether it comes from the file or from the keypad, and a file with a
fault is refused by file and key; nothing is guessed. Only what differs from the presets stands in the file.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType

from protocol.dialects.unionpay.envelope import Envelope
from protocol.errors import EncodeError
from protocol.session import Timing
from protocol.strict_toml import read_toml
from terminal.columns import clean
from terminal.line.links import LinkUrl, LinkUrlError, parse_link
from terminal.parameter_rows import PRACTICE_LINK, PRACTICE_MERCHANT, REFERENCE_FIRST, ROWS, UNGIVEN_TERMINAL, Row
from terminal.records.whole_file import write_whole

_FILE = "# What this terminal is set to; written by it (管理 参数), and may be edited while it is closed.\n"


class ParametersError(ValueError):
    """A parameter is wrong. file: "" where it was keyed. key: its name."""

    def __init__(self, key: str, reason: str, file: str = "") -> None:
        super().__init__(": ".join(part for part in (file, key, reason) if part))
        self.key, self.reason, self.file = key, reason, file


@dataclass(frozen=True, slots=True)
class Parameters:
    """link: its URL. terminal_no: of eight zeros, the host gives one. merchant_name, hotline, tpdu, header: "" for the
    shop's and the profile's own. response_s: wait for an answer. exchange_s: no exchange is longer. reversal_tries:
    how often a 冲正 is sent before a person is asked. dialogue: what a refund asks first. paper_mm: width of the roll.
    copies: sheets of a receipt. slip: whose receipts these look like.
    """

    link: str = PRACTICE_LINK
    merchant_no: str = PRACTICE_MERCHANT
    terminal_no: str = UNGIVEN_TERMINAL
    merchant_name: str = ""
    hotline: str = ""
    tpdu: str = ""
    header: str = ""
    response_s: int = 10
    exchange_s: int = 30
    reversal_tries: int = 3
    dialogue: str = REFERENCE_FIRST
    paper_mm: int = 58
    copies: int = 2
    slip: str = "lakala"

    @property
    def timing(self) -> Timing:
        """What a link that names no times of its own waits."""
        return Timing(t_resp=float(self.response_s), t_cap=float(self.exchange_s))

    def url(self, link: str = "") -> LinkUrl:
        """The link in force, under these times: `link` where one was given. Raises LinkUrlError."""
        return parse_link(link or self.link, timing=self.timing)

    def changed(self, name: str, text: str) -> "Parameters":
        """With one of them as it was keyed. Raises ParametersError."""
        numeric = isinstance(getattr(self, name, None), int) and text.isascii() and text.isdecimal()
        return _checked(self, {name: int(text) if numeric else text}, "")


def read_parameters(file: Path) -> Parameters:
    """The presets, where there is no file. Raises ParametersError naming file and key."""
    try:
        found = read_toml(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Parameters()
    except (OSError, UnicodeDecodeError) as error:
        raise ParametersError("", getattr(error, "strerror", None) or "not UTF-8 text", str(file)) from None
    except ValueError as error:
        raise ParametersError("", str(error)[:80], str(file)) from None
    return _checked(Parameters(), found, str(file))


def write_parameters(file: Path, parameters: Parameters) -> None:
    """Durable and whole when it returns: the old file stands until the new one is on the disk. Raises OSError."""
    presets = asdict(Parameters())
    values = {name: value for name, value in asdict(parameters).items() if value != presets[name]}
    text = _FILE + "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(file, text)


def _checked(base: Parameters, values: Mapping[str, object], file: str) -> Parameters:
    for name, value in values.items():
        if name not in ROWS:
            raise ParametersError(name[:40], "no such parameter", file)
        reason = _fault(ROWS[name], value, getattr(base, name))
        if reason:
            raise ParametersError(name, reason, file)
    made = replace(base, **values)  # type: ignore[arg-type]  # each value is of its preset's type
    if made.exchange_s < made.response_s:
        raise ParametersError("exchange_s", f"at least response_s, which is {made.response_s}", file)
    return made


def _fault(row: Row, value: object, preset: object) -> str:
    """What is wrong with a value, "" for nothing."""
    if type(value) is not type(preset):
        return "a number wanted" if isinstance(preset, int) else "text wanted"
    if row.kind == "choice":
        return "" if value in row.choices else f"one of {', '.join(map(str, row.choices))} wanted"
    if isinstance(value, int):
        return "" if row.least <= value <= row.most else f"{row.least} to {row.most} wanted"
    text = str(value)
    if row.empty and not text:
        return ""
    if not row.least <= len(text) <= row.most:
        return f"{row.least} characters wanted" if row.least == row.most else f"{row.least} to {row.most} characters"
    if clean(text) != text or text.strip() != text:
        return "characters that can be printed wanted"
    return _KINDS[row.kind](text)


def _digits_fault(text: str) -> str:
    return "" if text.isascii() and text.isdecimal() else "digits wanted"


def _letters_fault(text: str) -> str:
    return "" if text.isascii() and text.isalnum() else "letters and digits wanted"


def _header_fault(text: str) -> str:
    try:
        asked = Envelope(None, text).processing_request
    except EncodeError as error:
        return error.reason
    return "" if asked in ("", "0") else "its sixth digit is the host's, and 0 here"


def _link_fault(text: str) -> str:
    try:
        parse_link(text)
    except LinkUrlError as error:
        return str(error)
    return ""


_KINDS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "digits": _digits_fault,
        "hex": _header_fault,
        "letters": _letters_fault,
        "link": _link_fault,
        "text": lambda _text: "",
    }
)
