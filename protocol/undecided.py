"""Refunds of one line whose wait ended without a decision, and the answers to them that may still come. Pure.

The rule: one place a refund, however often it was sent; an answer belongs to it by what the answer says of its request
and, where one is due, by its MAC under keys that the refund was asked under. What says the same is told once, what
decides always, and nothing behind that.
"""

from collections import deque
from dataclasses import dataclass
from typing import Any

from protocol.codes import Outcome
from protocol.dialects import Dialect
from protocol.dialects.unionpay.terminal_side import Heard
from protocol.errors import RemoteProtocolError
from protocol.security import WorkingKeys
from protocol.transactions import Refund, RefundAnswer

LATE_KEPT = 16
"""Refunds of one line whose answers may still come: more than a cashier begins while one host is silent."""

OF_ONE_KEPT = 4
"""Different answers to one refund that are told, where none of them decides, and sign-ons that it was sent under: more
than a line makes copies of a request. One that decides is told behind any number of them.
"""
_Gist = tuple[str, int, str]
"""What an answer says beside its moment: code, amount in fen, reference number."""


@dataclass(frozen=True, slots=True)
class CameLate:
    """The answer to an earlier refund, which nobody waits for any more: matched by its full key and, where the dialect
    has one, a MAC that verifies by keys that the refund was asked under. One that says the same once; none behind one
    that decides.
    """

    request: Refund
    answer: RefundAnswer


class Undecided:
    """Of one line; the newest LATE_KEPT."""

    def __init__(self, dialect: Dialect[Any]) -> None:
        self._dialect = dialect
        self._places: deque[_Place] = deque(maxlen=LATE_KEPT)

    def heed(self, request: Refund, keys: WorkingKeys | None, heard: object = None) -> None:
        """The wait for this one is over. heard: the answer that ended it; none is one but a RefundAnswer."""
        place = next((one for one in self._places if one.request.key == request.key), None)
        if place is None:
            place = _Place(request)
        else:
            self._places.remove(place)
        place.sent_under(keys)
        if isinstance(heard, RefundAnswer):
            place.hear(heard)
        if not place.over:
            self._places.append(place)

    def hear(self, data: bytes) -> CameLate | None:
        """What this says to one of them; None for what is no answer to any, and for what is no news."""
        for place in self._places:
            answer = self._answer(data, place)
            if answer is not None:
                news = place.hear(answer)
                if place.over:
                    self._places.remove(place)
                return CameLate(place.request, answer) if news else None
        return None

    def _answer(self, data: bytes, place: "_Place") -> RefundAnswer | None:
        for keys in place.keys:
            try:
                said = self._dialect.decode(data, place.request, keys)
            except RemoteProtocolError:
                continue
            answer = said.answer if isinstance(said, Heard) else said
            if isinstance(answer, RefundAnswer) and self._dialect.names_its_request(data):
                return answer
        return None


class _Place:
    """One of them. request: as it was sent first; every sending is answered alike."""

    def __init__(self, request: Refund) -> None:
        self.request = request
        self.keys: deque[WorkingKeys | None] = deque(maxlen=OF_ONE_KEPT)
        self.over = False  # the host has decided: nothing that may still come is told
        self._undecided: set[_Gist] = set()

    def sent_under(self, keys: WorkingKeys | None) -> None:
        """The keys of another sending."""
        if keys not in self.keys:
            self.keys.append(keys)

    def hear(self, answer: RefundAnswer) -> bool:
        """It is news."""
        if answer.moved(self.request.amount_fen) is not Outcome.UNKNOWN:
            self.over = True
            return True
        gist = answer.code, answer.amount_fen, answer.reference_no
        if gist in self._undecided or len(self._undecided) >= OF_ONE_KEPT:
            return False
        self._undecided.add(gist)
        return True
