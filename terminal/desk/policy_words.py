"""What a counter is told where the refund policy is against a refund: the refusal of a judgement. Pure.

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


def refused_by(judged: Judgement, case_no: str) -> Refusal | None:
    """None where it may go on. case_no: of the open case about it, "" without one."""
    if judged.rule is None:
        return None
    said = {"said": TextId(f"policy_rule.{judged.rule}"), "case": TextId("policy.its_case" if case_no else "")}
    return Refusal(_WORDS[judged.verdict], rule=str(judged.rule), case_no=case_no, **dict(judged.details), **said)
