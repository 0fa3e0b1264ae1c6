"""The catalogues: compiled as committed, the same ids in both, nothing missing and nothing left over."""

import ast
import re
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import terminal
from emulator.scenario import KINDS as SCENARIO_KINDS
from protocol.cards import TEST_CARDS
from protocol.transactions import Channel, OriginalState
from scanner.salesslip import Source
from terminal.case.acts import ACTS
from terminal.case.paper import Standing as FileStanding
from terminal.case.papers import Kind as CaseKind
from terminal.case.papers import Paper as CasePaper
from terminal.case.payee import RULES as PAYEE_RULES
from terminal.case.policy import AGAINST, Counts, Duplicates, Rule
from terminal.case.words import Fault as CaseFault
from terminal.case.words import Intake, Party, RefundStanding, Route, Stage, Venue, Wait
from terminal.case.words import State as CaseState
from terminal.cli.emulator.ctl import WORDS
from terminal.cli.refusal import IN_A_SHELL
from terminal.cli.refusal import words as in_a_shell
from terminal.columns import width
from terminal.desk.case_door import CaseSheet
from terminal.desk.closing import REASONS as CLOSING_REASONS
from terminal.desk.door import REASONS
from terminal.desk.faults import FAULTS
from terminal.desk.operators import Role
from terminal.desk.setup_desk import BATCH_NO, ORDER
from terminal.face.drafts.case_forms import FIELDS as CASE_FORMS
from terminal.face.drafts.case_forms import SCORES, YES_NO
from terminal.face.drafts.cases import WHICH
from terminal.face.drafts.payment import Doing
from terminal.face.drafts.refund import Option
from terminal.face.drafts.sources import Port
from terminal.face.keys import PAIRS, Key
from terminal.language import DOMAIN, LANGUAGES, LOCALE, TextId, UnknownText, translator
from terminal.lessons.judge import Mark, Reason
from terminal.lessons.tasks import HINTS, TASKS
from terminal.line.frames import KINDS, MESSAGE
from terminal.parameter_rows import ROWS
from terminal.receipt.kinds import KINDS as SLIPS
from terminal.records.report import Group, Standing
from terminal.records.table import COLUMNS
from terminal.records.timeline import KINDS as LIFE_KINDS
from terminal.screens.cases.form import QUESTIONS
from terminal.screens.cases.listing import COLUMNS as CASE_COLUMNS
from terminal.screens.cases.told import NEXT
from terminal.screens.device_marks import WORDS as MARKS
from terminal.screens.frame import NOTE_ROWS
from terminal.screens.page import LCD_COLUMNS
from terminal.screens.records.export import FORMS
from terminal.screens.records.listing import COLUMNS as LISTED_COLUMNS
from terminal.settings import _KINDS
from terminal.simulation.chart import WORDS as CHART_WORDS
from terminal.simulation.checks import CHECKS, OTHERS
from terminal.simulation.faults import Fault
from terminal.system_reasons import NAMES, OURS
from terminal.themes import THEMES
from terminal.trade.batch import QR_REFUND, REFUND, SettlementState
from terminal.trade.order_list import Hit
from terminal.trade.payment import ClosedAs, PaymentKind, PaymentState
from terminal.trade.preflight import WORDS as PREFLIGHT
from terminal.trade.refund import FINAL, Cause, State

ROOM = Path(terminal.__file__).parent
ID = re.compile(r"[a-z][a-z_]*\.[A-Za-z0-9_\-]+")

LESSON_HINTS = {hint for hints in (HINTS, *(task.hints for task in TASKS)) for hint in hints.values()}

# Ids made from data: every member must have its text.
# fmt: off
FAMILIES: dict[str, list[str]] = {
    "fault":          list(FAULTS),
    "state":          [str(state) for state in State],
    "result":         [str(state) for state in State],
    "advice":         [str(state) for state in State if state is not State.DECLINED],
    "cause":          [str(cause) for cause in Cause if cause],
    "reason":         list(REASONS),
    "closing":        [*CLOSING_REASONS, "close_done", "close_undone"],
    "errno":          list(NAMES),
    "file":           list(OURS.values()),
    "mark":           list(MARKS),
    "channel":        [str(channel) for channel in Channel],
    "returns_to":     [str(channel) for channel in Channel],
    "original_state": [str(state) for state in OriginalState],
    "option":         [str(option) for option in Option],
    "hit":            [str(hit) for hit in Hit if hit is not Hit.LISTED],
    "slip_source":    list(get_args(Source)),
    "key":            [str(key) for key in Key],
    "help":           [str(key) for key in Key if key not in {Key.HELP, *PAIRS.values()}],
    "doing":          list(Doing),
    "kind":           [*PaymentKind, REFUND, QR_REFUND],
    "chart_slip":     [kind for kind, row in SLIPS.items() if not row.copies],
    "pay_state":      list(PaymentState),
    "pay_result":     list(PaymentState),
    "pay_advice":     sorted({*PaymentState} - {PaymentState.DECLINED}),
    "theme":          list(THEMES),
    "wallet":         list(TEST_CARDS),
    "device":         list(WORDS),
    "column":         [column.name for column in COLUMNS],
    "closed_as":      ["refunded", "not_refunded", *(str(said) for said in ClosedAs if said)],
    "stands":         sorted({str(state) for states in (State, PaymentState) for state in states}),
    "group":          [str(group) for group in Group],
    "standing":       ["every", *(str(standing) for standing in Standing)],
    "short":          [*PaymentKind, REFUND, QR_REFUND],
    "listed":         [column.name for column in LISTED_COLUMNS],
    "export":         list(FORMS),
    "life":           [kind.replace(".", "_") for kind in LIFE_KINDS],
    "counted":        [str(standing) for standing in Standing if standing is not Standing.DONE],
    "lesson":         [
        *(f"{part}.{task.word}" for part in ("title", "goal", "right") for task in TASKS),
        *(f"wrong.{reason}" for reason in Reason),
        *(f"mark.{mark}" for mark in Mark if mark is not Mark.UNDECIDED),
        *sorted(hint.removeprefix("lesson.") for hint in LESSON_HINTS),
    ],
    "port":           list(Port),
    "preflight":      list(PREFLIGHT),
    "remedy":         list(PREFLIGHT),
    "seen":           [kind for kind in KINDS if kind != MESSAGE] + ["in", "out"],
    "scenario":       list(SCENARIO_KINDS),
    "parameter":      list(ORDER),
    "wanted":         [name for name in ORDER if name != BATCH_NO and not (name in ROWS and ROWS[name].choices)],
    "choice":         [f"{name}.{choice}" for name, row in ROWS.items() for choice in row.choices],
    "role":           list(Role),
    "case_kind":      list(CaseKind),
    "case_state":     list(CaseState),
    "next":           list(NEXT),
    "case_stage":     [stage.name.lower() for stage in Stage],
    "case_paper":     list(CasePaper),
    "case_fault":     list(CaseFault),
    "case_wait":      list(Wait),
    "intake":         list(Intake),
    "route":          list(Route),
    "party":          list(Party),
    "venue":          list(Venue),
    "act":            list(ACTS),
    "payee":          list(PAYEE_RULES),
    "case_sheet":     list(CaseSheet),
    "file_standing":  list(FileStanding),
    "refund_standing": list(RefundStanding),
    "against":        sorted(AGAINST),
    "policy_rule":    list(Rule),
    "policy":         [
        *(f"counts.{one}" for one in Counts), *(f"cases.{one}" for one in Duplicates), "then.case", "then.refused",
    ],
    "shell":          sorted(IN_A_SHELL),
    "wrong":          [
        "unknown", "one_of", "seconds", "camera", "path", "unreadable", "not_text", "one_at_least", "printer", "range",
        "affix", "scanner", "option", "port", "usb", "baud", "toml", "toml_end", "toml_long", "toml_dots", "toml_deep",
        *_KINDS.values(),
    ],
    "do":             [*CASE_FORMS, "agreement_drawn", "take_up", "refund"],
    "asked":          sorted({one.name for fields in CASE_FORMS.values() for one in fields}),
    "phrase":         sorted({one for fields in CASE_FORMS.values() for field in fields for one in field.phrases}),
    "ask_case":       list(QUESTIONS),
    "arrived":        list(YES_NO),
    "again":          list(YES_NO),
    "score":          list(SCORES),
    "case_short":     list(CaseKind),
    "case_listed":    [column.name for column in CASE_COLUMNS],
    "case_standing":  list(RefundStanding),
    "case_which":     list(WHICH),
    "chart":          sorted(CHART_WORDS),
    "chart_state":    sorted({str(one) for states in (State, PaymentState, SettlementState) for one in states}),
    "chart_fault":    list(Fault),
    "invariant":      sorted({one.name for one in CHECKS} | set(OTHERS)),
    "simulation":     ["at_least", "goes_with", "not_with"],
    "scenario_wrong": ["unreadable", "not_json", "missing", "unknown", "value"],
    "doctor":         ["zxing-cpp", "opencv", "pyzbar", "libzbar", "pdf", "reader", "serial", "home"],
}
# fmt: on


def catalogue(lang: str) -> Catalog:
    with (LOCALE / lang / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=lang)


@cache
def texts(lang: str) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue(lang) if message.id}


def ids_in_code() -> set[str]:
    constants = (
        node.value
        for file in ROOM.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {text for text in constants if ID.fullmatch(text) or text == "status"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_compiled_catalogue_is_the_source_compiled(lang: str) -> None:
    compiled = BytesIO()
    write_mo(compiled, catalogue(lang))
    compiled.seek(0)
    committed = BytesIO((LOCALE / lang / "LC_MESSAGES" / f"{DOMAIN}.mo").read_bytes())
    assert by_id(GNUTranslations(committed)) == by_id(GNUTranslations(compiled))


def by_id(translations: GNUTranslations) -> dict[str, str]:
    """Every id with its text; without the header, in which Babel writes its version and the time."""
    return {message_id: text for message_id, text in translations._catalog.items() if message_id}


def test_both_languages_have_the_same_ids_and_no_empty_text() -> None:
    zh, en = texts("zh_CN"), texts("en")
    assert list(zh) == list(en)
    assert len(zh) > 200
    assert [message_id for message_id in zh if not zh[message_id].strip() or not en[message_id].strip()] == []


def test_both_languages_name_the_same_details() -> None:
    zh, en = texts("zh_CN"), texts("en")
    named = {i: [{name for _, name, _, _ in Formatter().parse(lang[i]) if name} for lang in (zh, en)] for i in zh}
    assert [message_id for message_id, (one, other) in named.items() if one != other] == []


def test_where_a_text_is_asked_for_by_its_id_its_details_are_given() -> None:
    """What nobody gives is shown as "--"."""
    known = texts("zh_CN")
    asked = [
        (file.name, call.args[0].value, {one.arg for one in call.keywords})
        for file in ROOM.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("t", "texts", "text")
        if isinstance(call.args[0], ast.Constant) and None not in {one.arg for one in call.keywords}
    ]
    lacking = [
        (file, text_id, lacks)
        for file, text_id, given in asked
        if (lacks := {name for _, name, _, _ in Formatter().parse(known[text_id]) if name} - given)
    ]
    assert (len(asked) > 500, lacking) == (True, [])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("family", list(FAMILIES))
def test_every_member_of_a_family_has_its_text(lang: str, family: str) -> None:
    known = texts(lang)
    assert len(FAMILIES[family]) > 0
    assert [member for member in FAMILIES[family] if f"{family}.{member}" not in known] == []


def test_every_id_in_the_code_exists_and_none_is_left_over() -> None:
    known = set(texts("zh_CN"))
    families = {f"{family}.{member}" for family, members in FAMILIES.items() for member in members}
    rooms = {message_id.split(".")[0] for message_id in known}
    used = {text for text in ids_in_code() if text.split(".")[0] in rooms} - NOT_TEXTS
    assert used - known == set()
    assert known - used - families == set()


NOT_TEXTS = {
    *(f"receipt.{kind}" for kind in ("printed", "reprinted", "handed_over")),  # kinds of journal events
    "policy.toml",
}


@pytest.mark.parametrize("word", ["hash_key_missing", "hash_key_other"])
@pytest.mark.parametrize(("lang", "way_out"), [("zh_CN", "重设密码"), ("en", "set a password")])
def test_where_the_key_of_cards_is_gone_for_good_the_words_name_the_way_out(lang: str, way_out: str, word: str) -> None:
    """Decision 0030: no other key takes its place, but one under which a person has set a password."""
    assert way_out in translator(lang)(f"fault.{word}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_faults_fit_the_lcd_and_differ(lang: str) -> None:
    faults = {word: translator(lang)(f"fault.{word}") for word in FAULTS}
    assert len(set(faults.values())) == len(faults)
    assert [word for word, text in faults.items() if width(text) > LCD_COLUMNS * NOTE_ROWS - 8] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_is_told_to_key_a_number_in_a_shell(lang: str) -> None:
    said = {word: in_a_shell(word, translator(lang)) for word in FAULTS}
    keyed = re.compile("手工输入|输入单号|输入14位|输入6位|or key the|key its")
    assert {word: text for word, text in said.items() if keyed.search(text)} == {}
    assert len({word: text for word in IN_A_SHELL if keyed.search(text := translator(lang)(f"fault.{word}"))}) > 10


@pytest.mark.parametrize("state", sorted(set(State) - FINAL - {State.NEW, State.NOT_FOUND}))
def test_an_unknown_outcome_is_never_called_failed(state: State) -> None:
    words = translator("zh_CN")(f"result.{state}")
    asked = "请人工核对" if state is State.MANUAL else "正在查询"
    assert words == f"结果未知,{asked},请勿重复退货"
    assert "失败" not in "".join(texts("zh_CN").values())


def test_details_are_filled_in_and_missing_ones_shown_as_such() -> None:
    t = translator("zh_CN")
    assert t("fault.operator_password", tries_left=3) == "操作员密码错误，还可试3次"
    assert t("fault.operator_password") == "操作员密码错误，还可试--次"


def test_a_detail_that_is_a_text_is_said_in_the_same_language_with_the_same_details() -> None:
    details = {"said": TextId("policy_rule.window"), "days": 7, "case": TextId("")}
    assert translator("zh_CN")("fault.policy_wants_case", **details) == "须办退款申请（管理-9）：超过7天退货期"
    assert translator("en")("fault.policy_wants_case", **details).endswith(": over 7 days since the sale")
    plain = translator("zh_CN")("fault.policy_wants_case", said="policy_rule.window", case="")
    assert plain == "须办退款申请（管理-9）：policy_rule.window"


def test_several_texts_are_one_detail_with_a_comma_between_them() -> None:
    papers = TextId("case_paper.slip,case_paper.fault_report")
    said = {lang: translator(lang)("fault.case_papers_missing", papers=papers) for lang in LANGUAGES}
    assert said["zh_CN"].endswith("：销售单、故障报告")
    assert said["en"].endswith(": Sales slip, Fault report")


def test_an_unknown_id_is_a_mistake_and_an_unknown_language_is_chinese() -> None:
    with pytest.raises(UnknownText):
        translator("zh_CN")("menu.nothing")
    assert translator("fr")("menu.refund") == "退货"
    assert translator("en_GB")("menu.refund") == "Refund"


def test_a_text_that_one_language_lacks_is_shown_in_chinese_and_none_at_all_raises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for lang, ids in (("zh_CN", {"key.ok": "确认", "key.back": "取消"}), ("en", {"key.ok": "OK"})):
        catalogue = Catalog(locale=lang)
        for text_id, words in ids.items():
            catalogue.add(text_id, words)
        target = tmp_path / lang / "LC_MESSAGES" / f"{DOMAIN}.mo"
        target.parent.mkdir(parents=True)
        with target.open("wb") as file:
            write_mo(file, catalogue)
    monkeypatch.setattr("terminal.language.LOCALE", tmp_path)
    t = translator.__wrapped__("en")
    assert (t("key.ok"), t("key.back")) == ("OK", "取消")
    with pytest.raises(UnknownText):
        t("key.none")


NO_KEYS = {"hint.wait", "hint.sending", "hint.owed", "hint.cases_due"}
"""Last rows that name no key."""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_hint_says_its_keys_in_one_form(lang: str) -> None:
    """键=动作, blanks between."""
    hints = {one: words for one, words in texts(lang).items() if one.startswith("hint.") and one not in NO_KEYS}
    assert len(hints) > 40
    assert {one: words for one, words in hints.items() if "=" not in words or re.search("[，。；]|按", words)} == {}


def test_whom_to_call_is_never_the_far_end_of_a_line() -> None:
    assert [text_id for text_id, words in texts("zh_CN").items() if "对端" in words] == []


def test_what_is_said_in_english_begins_with_a_capital() -> None:
    said = ("note.", "busy.", "prompt.", "hint.", "advice.", "pay_advice.", "fault.", "sending.", "inspector.")
    small = [text_id for text_id, words in texts("en").items() if text_id.startswith(said) and words[0].islower()]
    assert small == ["fault.no_fuzzer"]
