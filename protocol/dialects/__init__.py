"""The seam between typed transactions and one way of writing them: a dialect, and what its peer declares it can do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a peer declares (house decision 3). All false, except for our own emulator: nothing is assumed.

    order_query: finds an original by number. outcome_query: says what became of a refund key. same_key_resend: a
    refund sent again under its key has no second effect. cancel: leaves a tombstone for a key. sign_on: has 签到.
    """

    sign_on: bool = False
    order_query: bool = False
    outcome_query: bool = False
    same_key_resend: bool = False
    cancel: bool = False


OURS = Capabilities(sign_on=True, order_query=True, outcome_query=True, same_key_resend=True, cancel=True)
"""The row of our own emulator, which documents these messages in docs/protocol.md."""

PLAIN = Capabilities(sign_on=True)
"""The row of any other UnionPay acquirer until its profile declares more."""
