"""Which sale is meant by a reference number and a day: one question, asked here for everything that we compare. Pure.

The rule: on the wire a reference stands as it was told (field 37, an12); between ourselves letters of either case are
one, as the keypad has capitals alone and a slip is copied either way, and nothing goes back twice for that.
"""

from collections.abc import Iterable

from protocol.transactions import ByReference, Original


def sale_name(reference_no: str, month_day: str) -> tuple[str, str]:
    """What makes it this sale and no other; two of the same sale are equal. Not for the wire, nor to be shown."""
    return reference_no.upper(), month_day


def same_reference(one: str, other: str) -> bool:
    """Two reference numbers are one, whatever the day."""
    return one.upper() == other.upper()


def meant(what: ByReference, originals: Iterable[Original]) -> Original | None:
    """The one that is written just so, else one that differs in letters of either case alone."""
    named = sale_name(what.reference_no, what.month_day)
    same = [one for one in originals if sale_name(one.reference_no, one.month_day) == named]
    return next((one for one in same if one.reference_no == what.reference_no), next(iter(same), None))
