"""By what a card or a payee is told again that nobody may keep: a keyed hash, and whether something is what was hashed.

Whoever has the journal alone can try no number out: the hash wants the pepper as well (pepper.py), and names it. The
rule: where the pepper of a hash is lost that is said, and no right card is called wrong; where the journal names a
pepper, no other takes its place but one under which a person has set a password, which the journal names then.
"""

import hashlib
import hmac
from collections.abc import Iterator

from terminal.desk.door import Refusal
from terminal.desk.pepper import MARK_DIGITS, Pepper, mark
from terminal.records.journal import Journal, JournalError

_OLD_DIGITS = 64
"""Hex digits of a hash as journals before version 4 kept it, under a key that lies in the journal itself."""


class Keyed:
    """See the module. Of one journal; the pepper is made with the first hash."""

    def __init__(self, journal: Journal, pepper: Pepper) -> None:
        self._journal = journal
        self._pepper = pepper
        self._named = ""

    def hashed(self, text: str) -> str:
        """72 hex digits: the mark of the pepper, and the hash. Refusal hash_key_missing, hash_key_other where the
        journal names another pepper than there is; pepper_open, pepper_damaged; journal_damaged where it can't be read.
        """
        return self._under(self._in_force(), text)

    def fits(self, text: str, known: str) -> bool:
        """`known` was hashed of this text. Refusal hash_key_missing, hash_key_other where that can't be told any more;
        pepper_open, pepper_damaged.
        """
        if len(known) <= _OLD_DIGITS:
            return hmac.compare_digest(self._journal.keyed_hash(text), known)
        pepper = self._pepper.marked(known[:MARK_DIGITS])
        if pepper is None:
            raise self._not_here(known[:MARK_DIGITS])
        return hmac.compare_digest(self._under(pepper, text), known)

    def again(self, text: str, known: str) -> str:
        """`known` where that is the hash of this text, else another. Refusal as `fits` and `hashed`."""
        return known if known and self.fits(text, known) else self.hashed(text)

    def _in_force(self) -> bytes:
        """The pepper of new hashes: one that the journal names, or any where it names none."""
        pepper = self._pepper.found()
        if pepper is None or mark(pepper) != self._named:
            named = self._named_there()
            if named and (pepper is None or mark(pepper) not in named):
                raise self._not_here(named[-1])
            pepper = self._pepper.made()
            self._named = mark(pepper)
        return pepper

    def _named_there(self) -> tuple[str, ...]:
        try:
            return tuple(self._marks())
        except JournalError as error:
            raise Refusal(error.word, reason=error.reason) from None

    def _marks(self) -> Iterator[str]:
        """Of every pepper that the journal names: with passwords, with the payees of cases, then with cards."""
        for entry in self._journal.of_kind("operator"):
            if isinstance(named := entry.body.get("pepper"), str) and named:
                yield named
        kept = [
            *_payees(self._journal),
            *(one.card_hash for one in self._journal.payments()),
            *(one.card_hash for one in self._journal.refunds()),
        ]
        yield from (one[:MARK_DIGITS] for one in kept if len(one) > _OLD_DIGITS)

    def _not_here(self, wanted: str) -> Refusal:
        pepper = self._pepper.found()
        if pepper is None:
            return Refusal("hash_key_missing", file=self._pepper.place, wanted=wanted)
        return Refusal("hash_key_other", file=self._pepper.place, wanted=wanted, here=mark(pepper))

    def _under(self, pepper: bytes, text: str) -> str:
        inner = self._journal.keyed_hash(text)
        return mark(pepper) + hmac.new(pepper, inner.encode("ascii"), hashlib.sha256).hexdigest()


def _payees(journal: Journal) -> Iterator[str]:
    """Every hash of a payee, by the first person who keyed it and by the second one."""
    for entry in journal.of_kind("case"):
        payee = entry.body.get("payee")
        for body in (entry.body, payee if isinstance(payee, dict) else {}):
            if isinstance(known := body.get("digest"), str):
                yield known
