"""Policies for tests: the rules of one period, of which a test changes what it is about."""

from dataclasses import replace
from importlib.resources import files
from typing import Any

from terminal.case.policy import Policy, Rules
from terminal.case.policy.file import POLICY, shipped_policy

TOML = files("terminal.case.policy").joinpath(POLICY).read_text(encoding="utf-8")
"""The shipped one as it stands in its file."""
SHIPPED = shipped_policy()
PLAIN = replace(SHIPPED.periods[-1], since=None, until=None, not_returnable=(), case_above_fen=0)
"""30 days, later ones are a case's; no fee."""


def rules(**changed: Any) -> Rules:
    """PLAIN, but for this."""
    return replace(PLAIN, **changed)


def policy(*periods: Rules) -> Policy:
    """Of these periods; PLAIN without any."""
    return Policy("示例", periods or (PLAIN,))
