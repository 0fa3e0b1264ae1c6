"""`tuihuo doctor`: what works on this machine, and how to mend what does not."""

import ctypes.util
import importlib.util
import json
import os
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from scanner.reader.process import Child
from terminal.desk.faults import DONE, REFUSED
from terminal.language import translator
from terminal.settings import Settings, load_settings

_DECODERS = {"zxing-cpp": "zxingcpp", "opencv": "cv2", "pyzbar": "pyzbar"}
_NEEDED = frozenset({"zxing-cpp", "reader", "serial", "home"})


def doctor(*, as_json: Annotated[bool, Parameter(name="--json", negative="")] = False) -> int:
    """Decoders, the reading process, serial support, the data folder; exit 1 when something needed is missing."""
    settings = load_settings()
    texts = translator(settings.lang)
    found = _findings(settings)
    for name, works in found.items():
        remedy = "" if works else texts(f"doctor.{name}")
        line = {"name": name, "works": works, "needed": name in _NEEDED, "remedy": remedy}
        print(json.dumps(line, ensure_ascii=False) if as_json else f"{'ok  ' if works else '--  '}{name}  {remedy}")
    return DONE if all(works for name, works in found.items() if name in _NEEDED) else REFUSED


def _findings(settings: Settings) -> dict[str, bool]:
    found = {name: importlib.util.find_spec(module) is not None for name, module in _DECODERS.items()}
    found["libzbar"] = _has_libzbar()
    found["pdf"] = importlib.util.find_spec("pypdfium2") is not None
    found["reader"] = _reader_starts()
    found["serial"] = importlib.util.find_spec("serial") is not None
    home = settings.home
    while not home.exists() and home != home.parent:
        home = home.parent
    found["home"] = os.access(home, os.W_OK)
    return found


def _has_libzbar() -> bool:
    """On Windows it comes with pyzbar; elsewhere the system has it."""
    package = importlib.util.find_spec("pyzbar")
    beside = Path(package.origin).parent if package and package.origin else None
    return ctypes.util.find_library("zbar") is not None or bool(beside and any(beside.glob("libzbar*.dll")))


def _reader_starts() -> bool:
    try:
        with Child() as child:
            return child.is_there()
    except OSError:
        return False
