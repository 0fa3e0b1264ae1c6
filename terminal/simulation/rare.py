"""The rare states that some of 10,000 seeds must reach (M33), so that silence of the checks means something.

The rule: a state is a word of Watch.reached, and what no seed reaches is taken for a fault of the simulation.
"""

# fmt: off
SOMETIMES: tuple[str, ...] = (
    "refund pending > approved", "refund pending > declined", "refund pending > querying", "refund pending > not_sent",
    "refund pending > manual", "refund pending > not_found", "refund pending > unknown", "refund querying > approved",
    "refund querying > declined", "refund querying > pending", "refund querying > not_found",
    "refund querying > unknown", "refund not_found > pending", "refund not_found > cancelling",
    "refund not_found > approved", "refund unknown > approved", "refund unknown > declined", "refund unknown > pending",
    "refund unknown > not_found", "refund unknown > cancelling", "refund cancelling > cancelled",
    "refund cancelling > approved", "refund cancelling > unknown",
    "killed while pending", "killed while querying", "killed while unknown", "killed while not_found",
    "killed while cancelling", "killed while manual",
    "payment reversing > reversed", "payment reversing > manual", "payment due > reversing",
    "host refund Repeated", "host refund Tombstoned", "host void Applied", "host reversal before",
    "host reversal never_seen", "refused original_busy", "refused request_differs", "refused settle_refund_open",
    "refused journal_write", "refused policy_wants_case", "refused refunded_not_voidable", "refused original_voided",
    "refused journal_full", "refused journal_older", "refused refund_still_asked", "refund unknown > closed_done",
    "late.answer", "refund manual > approved", "refund manual > closed_done", "batch new > host_closed",
    "refund manual > closed_undone", "host completion Applied", "host pre_auth_void Applied",
    "host completion_void Applied", "trace numbers wrapped", "a row kept and not acknowledged",
    "batch closed under a refund", "refund closed_done > approved",
    "refund closed_done > closed_undone", "refund closed_undone > closed_done", "refund closed_done > cancelling",
    "refund closed_undone > approved",
)
# fmt: on
