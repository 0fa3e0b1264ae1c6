"""Keys, check values and the UnionPay "ECB" MAC. A key never shows more of itself than its check value.

Sources: domain rules of the key tree (field 62 of 0810: PIK16 + KCV4 + MAK16 + KCV4 for 60.3 = 003) and of the MAC:
XOR of all 8-byte blocks -> 16 upper-case hex characters -> encrypt the first 8 -> XOR with the last 8 -> encrypt ->
hex -> the first 8 characters are field 64. Vectors: fixtures/messages/README.md. Randomness comes in as an argument.
"""

import hmac
from dataclasses import dataclass

# Triple DES is what the trade speaks; the library keeps it in a module of its own.
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, modes

from protocol.errors import MacError, RemoteProtocolError

KEY_BYTES = 16
CHECK_BYTES = 4
MAC_BYTES = 8
SEALED_BYTES = 2 * (KEY_BYTES + CHECK_BYTES)
_BLOCK = 8


def _cipher(octets: bytes) -> Cipher[modes.ECB]:
    return Cipher(TripleDES(octets + octets[:8]), modes.ECB())  # noqa: S305 - the trade's own mode, block by block


class Key:
    """A double-length DES key. Shows its check value only; can't be pickled; equal by value in constant time."""

    __slots__ = ("_check", "_encryptor", "_octets")

    def __init__(self, octets: bytes) -> None:
        if len(octets) != KEY_BYTES:
            raise ValueError("a key has 16 bytes")
        self._octets = octets
        # An ECB encryptor holds no chaining state, so that one serves a key for ever.
        self._encryptor: CipherContext = _cipher(octets).encryptor()
        self._check = self.encrypt(bytes(_BLOCK))[:CHECK_BYTES]

    @property
    def check_value(self) -> bytes:
        """KCV: the first 4 bytes of eight zero bytes encrypted."""
        return self._check

    def encrypt(self, blocks: bytes) -> bytes:
        """Triple DES in ECB mode over whole blocks."""
        return self._encryptor.update(blocks)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and hmac.compare_digest(self._octets, other._octets)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}(check value {self._check.hex().upper()})"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a key is not pickled")


class MasterKey(Key):
    """终端主密钥 TMK: wraps working keys and does nothing else."""

    __slots__ = ()

    def wrap(self, octets: bytes) -> bytes:
        """Key material encrypted under this key."""
        return self.encrypt(octets)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The inverse of wrap."""
        return _cipher(self._octets).decryptor().update(wrapped)


PRACTICE_MASTER_KEY = MasterKey(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
"""The published practice key, the best known of all test keys. A live profile refuses it."""


@dataclass(frozen=True, slots=True)
class WorkingKeys:
    """PIK (PIN) and MAK (MAC) of one sign-on."""

    pik: Key
    mak: Key


def seal_working_keys(master: MasterKey, pik: bytes, mak: bytes) -> bytes:
    """Field 62 of an 0810 with 60.3 = 003: each key under the master key, followed by its check value; 40 bytes."""
    return b"".join(master.wrap(octets) + Key(octets).check_value for octets in (pik, mak))


def open_working_keys(master: MasterKey, sealed: bytes) -> WorkingKeys:
    """The keys of a sealed block. Raises RemoteProtocolError when its size or a check value is wrong."""
    if len(sealed) != SEALED_BYTES:
        raise RemoteProtocolError(f"{len(sealed)} bytes of working keys, {SEALED_BYTES} wanted", field="62")
    half = SEALED_BYTES // 2
    return WorkingKeys(_open(master, sealed[:half], "PIK"), _open(master, sealed[half:], "MAK"))


def unionpay_mac(key: Key, data: bytes) -> bytes:
    """Field 64 over `data` (MTI to the byte before field 64): 8 ASCII hex characters."""
    folded = 0
    for at in range(0, len(data), _BLOCK):
        folded ^= int.from_bytes(data[at : at + _BLOCK].ljust(_BLOCK, b"\0"), "big")
    text = f"{folded:016X}".encode("ascii")
    first = key.encrypt(text[:_BLOCK])
    mixed = bytes(a ^ b for a, b in zip(first, text[_BLOCK:], strict=True))
    return key.encrypt(mixed).hex().upper().encode("ascii")[:MAC_BYTES]


def check_mac(key: Key, data: bytes, mac: bytes) -> None:
    """Compare in constant time. Raises MacError when `mac` does not verify."""
    if not hmac.compare_digest(unionpay_mac(key, data), mac):
        raise MacError("the MAC does not verify", field="64")


def _open(master: MasterKey, sealed: bytes, name: str) -> Key:
    key = Key(master.unwrap(sealed[:KEY_BYTES]))
    if not hmac.compare_digest(key.check_value, sealed[KEY_BYTES:]):
        raise RemoteProtocolError(f"the check value of the {name} does not fit: another master key?", field="62")
    return key
