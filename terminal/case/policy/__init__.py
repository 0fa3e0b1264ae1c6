"""The shop's refund policy: its rules with the days from which they hold, what they say of a refund, and their file.

The rule: what is imported here is pure; only file.py reads, and the TOML it reads never reaches the rest.
"""

from terminal.case.policy.judging import AGAINST, Judgement, Rule, goods_back, judge
from terminal.case.policy.policy import Policy, PolicyError, Ruling, day_of
from terminal.case.policy.rules import ANY, Counts, Duplicates, Fee, Rules, Verdict

__all__ = [
    "AGAINST",
    "ANY",
    "Counts",
    "Duplicates",
    "Fee",
    "Judgement",
    "Policy",
    "PolicyError",
    "Rule",
    "Rules",
    "Ruling",
    "Verdict",
    "day_of",
    "goods_back",
    "judge",
]
