"""Invariants asked at each sheet. See CHECKS (__init__.py) for what each says.

`""` where it holds, else what was seen.
"""

from terminal.simulation.seen import Printed, Seen


def one_original_slip(seen: Seen, event: Printed) -> str:
    """See CHECKS."""
    terminal_no, batch, voucher, kind, _copy, said = event.said
    if not kind.endswith("refund"):
        return ""
    if said == "original" and seen.slips.get(event.said):
        return f"a second original of {voucher} came out"
    for body in seen.terminals[event.machine].refunds.values():
        key = body["key"]
        if (key["terminal_no"], key["batch_no"], key["trace_no"]) == (terminal_no, batch, voucher):
            return "" if body["state"] == "approved" else f"a slip of {voucher}, which is {body['state']}"
    return f"a slip of {voucher}, of which the journal knows nothing"
