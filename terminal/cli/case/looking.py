"""`tuihuo case show|list|print|export`: what stands in a case, and papers of it. Nothing is moved here."""

import json
import sys

from terminal.cli.case.desk import WHO, Json, Who, at_desk
from terminal.cli.case.shown import listed_document, listed_line, say
from terminal.cli.layout import fill, screen_columns
from terminal.cli.refund_result import PRINT_WAIT_S
from terminal.columns import clean
from terminal.desk.case_door import CaseSheet, Which
from terminal.desk.cashdesk import Desk
from terminal.desk.faults import DONE
from terminal.desk.operators import Admitted
from terminal.language import Texts
from terminal.printers.outcome import Printout
from terminal.settings import load_settings


def show(case_no: str, /, *, who: Who = WHO, as_json: Json = False) -> int:
    """Everything about one case; its papers' files are looked at.

    Parameters
    ----------
    case_no
        12 digits.
    who
        Who acts, and where.
    as_json
        Print one JSON document.
    """

    def work(desk: Desk, by: Admitted, texts: Texts) -> int:
        say(desk.cases.view(by, case_no), texts, as_json=as_json)
        return DONE

    return at_desk(who, work, as_json=as_json)


def list_cases(*, which: Which = Which.OPEN, find: str = "", who: Who = WHO, as_json: Json = False) -> int:
    """Cases, longest overdue first, then the newest.

    Parameters
    ----------
    which
        open, due (overdue, or papers that need be kept no longer), all.
    find
        Part of a number, a receipt or an applicant's name.
    who
        Who acts, and where.
    as_json
        Print one JSON line for each case.
    """

    def work(desk: Desk, by: Admitted, texts: Texts) -> int:
        listed = desk.cases.listed(by, which, find)
        if as_json:
            lines = [json.dumps(listed_document(one), ensure_ascii=False) for one in listed]
        else:
            lines = [line for one in listed for line in fill(listed_line(one, texts), screen_columns())]
        if not listed:
            print(texts("cases.none"), file=sys.stderr)
        print("".join(f"{line}\n" for line in lines), end="")
        return DONE

    return at_desk(who, work, as_json=as_json)


def print_sheet(case_no: str, sheet: CaseSheet, /, *, who: Who = WHO, as_json: Json = False) -> int:
    """Print a paper of a case.

    Parameters
    ----------
    case_no
        12 digits.
    sheet
        application, answer, agreement, return, pay_order, confirmation.
    who
        Who acts, and where.
    as_json
        Print one JSON document.
    """

    def work(desk: Desk, by: Admitted, texts: Texts) -> int:
        printed = desk.cases.print(by, case_no, sheet)
        say_printed(desk, printed, texts, {"case_no": case_no, "sheet": sheet.value}, as_json=as_json)
        return DONE

    return at_desk(who, work, as_json=as_json)


def export(case_no: str = "", /, *, who: Who = WHO, as_json: Json = False) -> int:
    """The evidence of a case as one PDF and as a ZIP for programs; without a number how long cases take, as PDF.

    Parameters
    ----------
    case_no
        12 digits.
    who
        Who acts, and where.
    as_json
        Print one JSON document.
    """

    def work(desk: Desk, by: Admitted, texts: Texts) -> int:
        lang = load_settings().lang
        if case_no:
            bundle = desk.cases.bundle(by, case_no, lang)
            files = {"pdf": str(bundle.pdf), "machine": str(bundle.machine), "sha256": list(bundle.sha256)}
            shown = [f"{bundle.sha256[0]}  {bundle.pdf}", f"{bundle.sha256[1]}  {bundle.machine}"]
        else:
            report = desk.cases.slow_report(by, lang)
            files, shown = {"pdf": str(report)}, [str(report)]
        document = {"case_no": case_no or None, "error": None, **files}
        print(json.dumps(document, ensure_ascii=False) if as_json else clean_lines(shown))
        return DONE

    return at_desk(who, work, as_json=as_json)


def say_printed(desk: Desk, printed: Printout, texts: Texts, document: dict[str, object], *, as_json: bool) -> None:
    """What came out, once the printers are done: files, and what did not."""
    told = [one for one in desk.prints.wait(PRINT_WAIT_S) if one.number == printed.number]
    files = [path for one in (printed, *told) for path in one.files]
    trouble = [one for late in (printed, *told) for one in late.trouble]
    if as_json:
        troubles = [{"printer": one.printer, "why": one.why.partition(".")[2]} for one in trouble]
        whole = {**document, "error": None, "files": [str(path) for path in files], "not_printed": troubles}
        print(json.dumps(whole, ensure_ascii=False))
    else:
        print(clean_lines(printed.lines or [str(path) for path in files]))
    for one in trouble:
        print(clean(texts(one.why, printer=one.printer, reason=one.reason)), file=sys.stderr)


def clean_lines(lines: tuple[str, ...] | list[str]) -> str:
    """Lines that hold names from outside."""
    return "\n".join(clean(line) for line in lines)
