"""Where files lie and what the user set: what was chosen on the screen, TOML in the platform's config folder, then
TUIHUO_… environment.

`TUIHUO_HOME` moves everything (data and config) to one folder. Errors name file and key; unknown keys are errors.
The table `[serve]` and `TUIHUO_SERVE_…` are handed on as they stand: the verb that serves knows which limits there are.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any

from protocol.strict_toml import TomlFault, read_toml
from scanner.sources.setting_fault import SettingFault
from scanner.sources.wedge import AS_SHIPPED, Wedge
from terminal.themes import THEMES

_KEYS: dict[str, type | UnionType] = {
    "lang": str,
    "theme": str,
    "practice_delay_s": float,
    "printers": list,
    "serve": dict,
    "scanner": str,
    "wedge": dict,
    "watch": str,
    "camera": int | str,
}
LOOKS = "looks.toml"
"""Language and theme as they were last chosen on the screen, beside what else lies in the home."""
_KINDS: dict[type | UnionType, str] = {
    str: "text",
    float: "number",
    list: "texts",
    dict: "table",
    int | str: "number_or_file",
}
"""What is wanted instead of another kind of value, as text `wrong.<kind>`."""
WEDGE: dict[str, type] = {"gap_ms": float, "least": int, "prefix": str, "suffix": str}
MOST_CAMERA = 63
"""Highest number of a camera: Linux names /dev/video0 to 63."""
_SERVE_VARIABLE = "TUIHUO_SERVE_"
LANGUAGES = ("zh", "en")
FILES = ("txt:", "png:")
"""Where every slip goes unless something else is set: text and pictures in the folder of receipts."""


class SettingsError(ValueError):
    """A setting is wrong. place: file (or variable) and key. why: text `wrong.<why>`, which the details fill.

    Without texts at hand it says so in English.
    """

    def __init__(self, place: str, why: str, **details: str | int) -> None:
        super().__init__(place, why, details)
        self.place, self.why, self.details = place, why, details

    def __str__(self) -> str:
        from terminal.language import translator

        return f"{self.place}: {translator('en')(f'wrong.{self.why}', **self.details)}"


class _Wrong(ValueError):
    """The same of a value whose place is known further up. inside: key of a table, "" for the whole value."""

    def __init__(self, why: str, inside: str = "", **details: str | int) -> None:
        super().__init__(why, details)
        self.why, self.inside, self.details = why, inside, details


@dataclass(frozen=True, slots=True)
class Settings:
    """home: folder of journal, ledger, receipts and slips. theme: of the face; "" is what the console can draw.

    practice_delay_s: how long the practice bank thinks.

    config: folder of config.toml and of the shop's policy.toml; None, it is home.

    serve: limits of `emulator serve` by name, not judged yet, each source with where it stands; the later one wins.
    printers: URLs of terminal.printers.ways, on which every slip is printed.

    scanner: URL of a serial scanner (scanner.sources), "" for none. wedge: how a scanner that types is set.
    watch: folder in which pictures of slips appear, "" for none. camera: its number, or a file that stands for one;
    "" for the only one there is.
    """

    home: Path
    lang: str = "zh"
    practice_delay_s: float = 1.5
    theme: str = ""
    serve: tuple[tuple[str, Mapping[str, object]], ...] = ()
    printers: tuple[str, ...] = FILES
    config: Path | None = None
    scanner: str = ""
    wedge: Wedge = AS_SHIPPED
    watch: str = ""
    camera: str = ""

    @property
    def journal(self) -> Path:
        """The practice journal."""
        return self.home / "practice" / "journal.db"

    @property
    def live_journal(self) -> Path:
        """The journal of live links; practice and live never share one."""
        return self.home / "live" / "journal.db"

    @property
    def ledger(self) -> Path:
        """The ledger of the in-process emulator, beside the practice journal."""
        return self.home / "practice" / "ledger.db"

    @property
    def parameters(self) -> Path:
        """What the practice terminal is set to, beside its journal (terminal/parameters.py)."""
        return self.home / "practice" / "parameters.toml"

    @property
    def policy(self) -> Path:
        """The shop's own refund policy (terminal/case/policy/file.py); without it the shipped one counts."""
        return (self.config or self.home) / "policy.toml"

    @property
    def control(self) -> Path:
        """Where each running emulator leaves the file that leads to it."""
        return self.home / "control"

    @property
    def keys(self) -> Path:
        """The terminal master keys that were loaded."""
        return self.home / "keys.json"


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Raises SettingsError."""
    home, config = _folders(environ)
    found = _file(home / LOOKS) | _file(config / "config.toml")
    for key, kind in _KEYS.items():
        variable = f"TUIHUO_{key.upper()}"
        if environ.get(variable):  # an empty one is none, as in every shell
            found[key] = _judged(variable, key, _typed(variable, environ[variable], kind))
    in_file: Any = found.pop("serve", {})
    limits = ((f"{config / 'config.toml'}: serve", in_file), ("TUIHUO_SERVE_…", _serve_of(environ)))
    serve = tuple(source for source in limits if source[1])
    settings = Settings(home, **found, serve=serve, config=None if config == home else config)  # type: ignore[arg-type]
    require_language(settings.lang)
    if settings.theme not in ("", *THEMES):
        raise SettingsError("theme", "one_of", names=", ".join(THEMES), value=settings.theme)
    if not 0 <= settings.practice_delay_s <= 60:
        raise SettingsError("practice_delay_s", "seconds")
    return settings


def keep_looks(home: Path, chosen: Mapping[str, str]) -> None:
    """What was chosen on the screen (lang, theme), for the next start; config.toml and the environment win over it.

    A folder that can't be written keeps nothing: nobody is to be stopped by the colour of a key.
    """
    from terminal.records.whole_file import write_whole

    with suppress(OSError, SettingsError):
        looks = _file(home / LOOKS) | dict(chosen)
        write_whole(home / LOOKS, "".join(f'{key} = "{value}"\n' for key, value in looks.items()))


def require_language(lang: str) -> None:
    """Raises SettingsError for a language that there are no texts in."""
    if lang not in LANGUAGES:
        raise SettingsError("lang", "one_of", names=", ".join(LANGUAGES), value=lang)


def _folders(environ: Mapping[str, str]) -> tuple[Path, Path]:
    if environ.get("TUIHUO_HOME"):
        home = Path(environ["TUIHUO_HOME"]).expanduser()
        return home, home
    from platformdirs import user_config_path, user_data_path  # 40 ms that a set TUIHUO_HOME saves

    return user_data_path("tuihuo", appauthor=False), user_config_path("tuihuo", appauthor=False)


def _file(path: Path) -> dict[str, object]:
    try:
        found = read_toml(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError(str(path), "unreadable", system=error.strerror or "") from None
    except UnicodeDecodeError:
        raise SettingsError(str(path), "not_text") from None
    except TomlFault as error:
        raise SettingsError(str(path), error.why, **error.details) from None
    for key, value in found.items():
        if key not in _KEYS:
            raise SettingsError(str(path), "unknown", key=key)
        place = f"{path}: {key}"
        found[key] = _judged(place, key, _typed(place, value, _KEYS[key]))
    return found


def _serve_of(environ: Mapping[str, str]) -> dict[str, str]:
    named = (variable for variable in environ if variable.startswith(_SERVE_VARIABLE))
    return {variable.removeprefix(_SERVE_VARIABLE).lower(): environ[variable] for variable in named}


def _printers(place: str, urls: list[Any]) -> tuple[str, ...]:
    from terminal.printers.ways import KINDS, PrinterUrlError, require_way  # only where printers are set

    if not urls:
        raise SettingsError(place, "one_at_least")
    for url in map(str, urls):
        try:
            require_way(url)
        except PrinterUrlError:
            raise SettingsError(place, "printer", value=url, names=", ".join(KINDS)) from None
    return tuple(map(str, urls))


def _judged(place: str, key: str, value: Any) -> object:
    """The value, where it can be meant."""
    try:
        match key:
            case "scanner" if value:
                from scanner.sources.serial_scanner import parse_port  # only where one is set

                parse_port(value)
            case "wedge":
                return _wedge(value)
            case "watch" if value:
                return _absolute(value)
            case "camera" if value != "":
                return _camera(value)
    except (_Wrong, SettingFault) as error:
        raise SettingsError(": ".join(filter(None, (place, error.inside))), error.why, **error.details) from None
    return value


def _wedge(table: Mapping[str, object]) -> Wedge:
    """Raises _Wrong or SettingFault naming the key of the table."""
    for key, value in table.items():
        if key not in WEDGE:
            raise _Wrong("unknown", key=key)
        fits = isinstance(value, int | float if WEDGE[key] is float else WEDGE[key])
        if not fits or isinstance(value, bool):
            raise _Wrong("text" if WEDGE[key] is str else "number", key)
    named: dict[str, Any] = dict(table)
    if "gap_ms" in named:
        named["gap_s"] = named.pop("gap_ms") / 1000
    return Wedge(**named)


def _camera(value: int | str) -> str:
    """Its number, or the path of a file. Raises ValueError."""
    number = str(value)
    if not number.removeprefix("-").isdecimal():
        return _absolute(number)
    if not (number.isascii() and len(number) <= 2 and 0 <= int(number) <= MOST_CAMERA):
        raise _Wrong("camera", most=MOST_CAMERA)
    return number


def _absolute(value: str) -> str:
    from scanner.sources.picture_names import at_home  # only where a file is set

    path = at_home(value)
    if not path.is_absolute() or "\0" in value:
        raise _Wrong("path")
    return str(path)


def _typed(place: str, value: object, kind: type | UnionType) -> object:
    if kind is list and isinstance(value, list | str):
        return _printers(place, value.split() if isinstance(value, str) else value)
    if isinstance(value, kind) and not isinstance(value, bool):
        return value
    try:
        if kind is float and isinstance(value, str | int) and not isinstance(value, bool):
            return float(value)
    except ValueError:
        pass
    raise SettingsError(place, _KINDS[kind])
