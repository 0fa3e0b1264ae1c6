"""What `tuihuo case step` can do: one row an act, with the options that are its words. No desk here.

The rule: an option that is not the act's is wrong usage, and so is an act without a word that it needs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from terminal.case import acts
from terminal.case.acts import ACTS, Act
from terminal.case.case import Case
from terminal.case.words import Route
from terminal.cli.case.fields import made
from terminal.cli.typed import amount_of
from terminal.desk.door import Refusal

Given = Mapping[str, Any]
"""Options as they were typed, by name; only those that were."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act: its type, its options, and what an option that was not given says, by the case and by what was."""

    act: type[Act]
    options: tuple[str, ...] = ()
    preset: Callable[[Case, Given], dict[str, Any]] = lambda _case, _said: {}
    asks_host: bool = False


def _approved(case: Case, said: Given) -> dict[str, Any]:
    fee_fen = said.get("fee_fen", case.terms.fee_fen)
    left_fen = case.form.wanted_fen - fee_fen if isinstance(fee_fen, int) else 0
    return {"granted_fen": max(1, left_fen), "fee_fen": fee_fen, "route": Route.ORIGINAL.value, "words": ""}


def _signed(case: Case, _said: Given) -> dict[str, Any]:
    return {"sha256": case.agreement.sha256} if case.agreement else {"sha256": "0" * 64}


def _silent(_case: Case, _said: Given) -> dict[str, Any]:
    return {"words": ""}


def _arrived(_case: Case, _said: Given) -> dict[str, Any]:
    return {"arrived": True, "words": ""}


def _unnumbered(_case: Case, _said: Given) -> dict[str, Any]:
    return {"number": ""}


# fmt: off
STEPS: Mapping[str, Step] = {
    # name             what happens               its options                             preset
    "talk":       Step(acts.TalkHeld,         ("intake", "who", "words")),
    "papers":     Step(acts.PapersBegun),
    "apply":      Step(acts.Applied),
    "approve":    Step(acts.Approved,         ("amount", "fee", "route", "words"),   _approved,  asks_host=True),
    "refuse":     Step(acts.Refused,          ("why", "improve")),
    "ask":        Step(acts.PapersAsked,      ("paper", "words"),                    _silent),
    "sign":       Step(acts.Signed,           ("party", "name"),                     _signed),
    "send":       Step(acts.GoodsSent,        ("courier", "number")),
    "receive":    Step(acts.GoodsReceived,    ("missing",)),
    "check":      Step(acts.GoodsChecked,     ("words",)),
    "reject":     Step(acts.GoodsRejected,    ("why",)),
    "return":     Step(acts.GoodsReturned,    ("courier", "number")),
    "arrive":     Step(acts.ArrivalNoted,     ("arrived", "words"),                  _arrived),
    "close":      Step(acts.FollowedUp,       ("score", "words"),                    _silent),
    "escalate":   Step(acts.Escalated,        ("venue", "number", "words"),          _unnumbered),
    "settle":     Step(acts.EscalationEnded,  ("review", "words")),
    "withdraw":   Step(acts.Withdrawn,        ("why",)),
    "reopen":     Step(acts.Reopened,         ("why",)),
    "unbar":      Step(acts.BarLifted,        ("why",)),
    "wait":       Step(acts.WaitNoted,        ("wait", "words")),
}
DESK_STEPS: Mapping[str, tuple[str, ...]] = {
    # what the desk does beside an act, and its options
    "change":     (),
    "discard":    ("sha256", "why"),
    "draw":       ("anew",),
    "refund":     ("card",),
    "payee":      ("payee",),
    "enter":      ("payee",),
    "release":    ("why",),
    "pay":        ("payee", "reference", "day"),
    "take-up":    (),
}
VERBS: Mapping[str, str] = {
    # word of the act     what is typed for it
    **{next(word for word, (made, _) in ACTS.items() if made is step.act): name for name, step in STEPS.items()},
    "form_changed":       "change",
    "paper_attached":     "attach",
    "paper_discarded":    "discard",
    "agreement_drawn":    "draw",
    "refund_moved":       "refund",
    "payee_keyed":        "payee",
    "entry_intended":     "enter",
    "entry_taken":        "take-up",
    "release_intended":   "release",
    "entry_released":     "take-up",
    "paid_outside":       "pay",
}
_FIELDS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    # option           field of the act, and how it is read
    "amount":     ("granted_fen",             amount_of),
    "fee":        ("fee_fen",                 lambda text: 0 if text in ("0", "0.00") else amount_of(text)),
    "paper":      ("papers",                  list),
    "wait":       ("why",                     str),
}
# fmt: on


def act_of(name: str, given: Given, fields: dict[str, Any], case: Case) -> Act:
    """The act of that name, of options, of fields as JSON, and of what is preset. Refusal usage, case_words."""
    step = STEPS[name]
    require_options(name, step.options, given)
    said = fields | dict(_field(option, value) for option, value in given.items())
    act: Act = made(step.act, step.preset(case, said) | said)
    return act


def require_options(name: str, options: tuple[str, ...], given: Given) -> None:
    """None but these was given. Refusal usage."""
    foreign = sorted(set(given) - set(options))
    if foreign:
        wanted = " ".join(f"--{option}" for option in options) or "no options"
        raise Refusal("usage", hint=f"{name} takes {wanted}, not --{foreign[0]}")


def _field(option: str, value: Any) -> tuple[str, Any]:
    field, read = _FIELDS.get(option, (option, lambda same: same))
    return field, read(value)
