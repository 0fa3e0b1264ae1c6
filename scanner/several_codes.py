"""All codes of one picture -> what the picture is: a slip, several, a number, or the word why not.

Pure, and knows no text: what each code means was said by scanner/known_texts.py. The rule: a doubtful slip beats a good
one, and no slip is chosen for a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from scanner.known_texts import Meaning, Named, Refused
from scanner.salesslip import SalesSlip, spaced

# fmt: off
CHOSEN: tuple[str, ...] = (
    # What a picture without a slip is told to be by, the first of these that it shows.
    "reference_number", "payment_code", "card_number", "wechat_number", "alipay_number", "lakala_number",
    "voucher_number", "merchant_qr", "invoice_qr", "goods_code", "web_link", "merchant_number", "not_a_slip",
)
# fmt: on
DOUBTS = ("slip_foreign", "slip_practice", "slip_unsigned", "order_check_digits", "slip_garbled")
"""Words of a slip that is not to be believed: each beats a good slip on the same picture."""
UNREAD = "slip_bars_unread"
"""The word of a slip's QR code, and of its bars, where time ran out before they were looked at."""


@dataclass(frozen=True, slots=True)
class Several:
    """Slips of different orders on one picture: a person says which. slips: two or more, by number."""

    slips: tuple[SalesSlip, ...]
    word = "order_ambiguous"

    @property
    def masked_text(self) -> str:
        """Their numbers, as printed."""
        return ", ".join(spaced(slip.order_no) for slip in self.slips)


def choose(read: Iterable[Meaning], doubted: Iterable[Meaning] = ()) -> Meaning | Several | None:
    """All codes of one picture -> what the picture is; None where there was no code.

    A doubtful slip beats a good one (its bars must not vouch for an altered QR), a good slip beats everything else, the
    QR beats the bars. A QR code and bars that name different orders contradict each other (slip_codes_differ), unless
    one of the two kinds names all the orders: then two slips lie there (Several). doubted: of bars that are not
    believed; they are no slip, but where no others are read they contradict a QR code as well, and so do bars that
    nobody has looked at (UNREAD).
    """
    found = tuple(dict.fromkeys(read))
    slips = [one for one in found if isinstance(one, SalesSlip)]
    others = [one for one in found if not isinstance(one, SalesSlip)]
    for word in DOUBTS:
        if doubts := [one for one in others if one.word == word]:
            return min(doubts, key=lambda one: one.masked_text)
    return _one_slip(slips, tuple(doubted)) if slips else _one_other(others)


def _one_slip(slips: list[SalesSlip], doubted: tuple[Meaning, ...]) -> SalesSlip | Refused | Several:
    unsure = {one.order_no for one in doubted if isinstance(one, SalesSlip)}
    by_qr = {slip.order_no for slip in slips if slip.source == "qr"}
    by_bars = {slip.order_no for slip in slips if slip.source != "qr"} or unsure
    two_amounts = len({slip for slip in slips if slip.source == "qr"}) > len(by_qr)
    if two_amounts or (by_qr - by_bars and by_bars - by_qr):
        return Refused("slip_codes_differ", ", ".join(spaced(number) for number in sorted(by_qr | by_bars)))
    if all(slip.source == "qr" for slip in slips) and Refused(UNREAD, "") in doubted:
        return Refused(UNREAD, ", ".join(spaced(number) for number in sorted(by_qr)))
    best = {slip.order_no: slip for slip in sorted(slips, key=lambda slip: slip.source == "qr")}
    ordered = tuple(best[number] for number in sorted(best))
    return ordered[0] if len(ordered) == 1 else Several(ordered)


def _one_other(others: list[Named | Refused]) -> Named | Refused | None:
    word = next((word for word in CHOSEN if any(one.word == word for one in others)), "")
    of_word = sorted(_each_once(one for one in others if one.word == word), key=lambda one: one.masked_text)
    if len(of_word) > 1 and isinstance(of_word[0], Named):
        return Named(word, "", " ".join(one.masked_text for one in of_word))
    return of_word[0] if of_word else None


def _each_once(of_word: Iterable[Named | Refused]) -> Iterable[Named | Refused]:
    """A number that was read as well as guessed is read."""
    best: dict[str, Named | Refused] = {}
    for one in sorted(of_word, key=lambda one: isinstance(one, Named) and one.guessed):
        best.setdefault(one.number if isinstance(one, Named) else one.masked_text, one)
    return best.values()
