"""`tuihuo scan`: what stands on pictures, a line for each; read by the same reader as the terminal's, in one process.

Nothing is looked up and nothing is given back here. The rule: a payer's code is never printed whole unless --unmask is
given, whatever it stands on.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from scanner.reader.reader import Reader
from scanner.salesslip import PRACTICE_SLIP_KEY
from terminal.cli.scan_result import Shown
from terminal.desk.door import DONE, Refusal
from terminal.language import translator
from terminal.settings import load_settings


def scan(
    *images: Path,
    explain: Annotated[bool, Parameter(negative="")] = False,
    unmask: Annotated[bool, Parameter(negative="")] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """What stands on pictures: their codes, and the sales slip of the practice shop where there is one.

    Parameters
    ----------
    images
        Picture files: PNG, JPEG, WebP, BMP, and the first page of a PDF with the optional package for it.
    explain
        Every step that was taken, what it added and how long it took.
    unmask
        Payer codes and what may be card numbers whole.
    as_json
        Print one JSON line for each picture.
    """
    if not images:
        raise Refusal("usage", hint="scan IMAGE…")
    shown = Shown(translator(load_settings().lang), explain=explain, unmask=unmask, as_json=as_json)
    codes = [DONE]
    with Reader() as reader:
        for image in images:
            codes.append(shown.picture(reader.scan(image, PRACTICE_SLIP_KEY)))
    return max(codes)
