"""By what a card or a payee is told again that nobody may keep: a keyed hash, and whether something is what was hashed.

Whoever has the journal alone can try no number out: the hash wants the pepper as well (pepper.py), and names it. The
rule: where the pepper of a hash is lost that is said, and no right card is called wrong.
"""

import hashlib
import hmac

from terminal.desk.door import Refusal
from terminal.desk.pepper import MARK_DIGITS, Pepper, mark
from terminal.records.journal import Journal

_OLD_DIGITS = 64
"""Hex digits of a hash as journals before version 4 kept it, under a key that lies in the journal itself."""


class Keyed:
    """See the module. Of one journal; the pepper is made with the first hash."""

    def __init__(self, journal: Journal, pepper: Pepper) -> None:
        self._journal = journal
        self._pepper = pepper

    def hashed(self, text: str) -> str:
        """72 hex digits: the mark of the pepper, and the hash. Refusal pepper_open, pepper_damaged."""
        return self._under(self._pepper.made(), text)

    def fits(self, text: str, known: str) -> bool:
        """`known` was hashed of this text. Refusal hash_key_missing where that can't be told any more; pepper_open,
        pepper_damaged.
        """
        if len(known) <= _OLD_DIGITS:
            return hmac.compare_digest(self._journal.keyed_hash(text), known)
        pepper = self._pepper.found()
        if pepper is None or mark(pepper) != known[:MARK_DIGITS]:
            raise Refusal("hash_key_missing")
        return hmac.compare_digest(self._under(pepper, text), known)

    def again(self, text: str, known: str) -> str:
        """`known` where that is the hash of this text, else another. Refusal as `fits`."""
        return known if known and self.fits(text, known) else self.hashed(text)

    def _under(self, pepper: bytes, text: str) -> str:
        inner = self._journal.keyed_hash(text)
        return mark(pepper) + hmac.new(pepper, inner.encode("ascii"), hashlib.sha256).hexdigest()
