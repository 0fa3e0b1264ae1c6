"""What a counter is told where the refund policy, or a case, is against a refund: the refusal of either. Pure.

The rule: the desk refuses by it and the order screen says it beforehand, in the same words.
"""

from terminal.case.policy import Judgement, Verdict
from terminal.desk.door import Refusal
from terminal.language import TextId

# fmt: off
_WORDS = {
    Verdict.CASE:    "policy_wants_case",
    Verdict.REFUSED: "policy_refuses",
}
# fmt: on


def case_open(case_no: str, *, ended: bool) -> Refusal:
    """A case pays it or nobody does. ended: nothing is done from that one before it is reopened, or its bar lifted."""
    where = TextId("case_open.ended" if ended else "case_open.here")
    return Refusal("case_open", case=case_no, ended=ended, where=where)


def refused_by(judged: Judgement, case_no: str) -> Refusal | None:
    """None where it may go on. case_no: of the open case about it, "" without one."""
    if judged.rule is None:
        return None
    said = {"said": TextId(f"policy_rule.{judged.rule}"), "case": TextId("policy.its_case" if case_no else "")}
    return Refusal(_WORDS[judged.verdict], rule=str(judged.rule), case_no=case_no, **dict(judged.details), **said)
