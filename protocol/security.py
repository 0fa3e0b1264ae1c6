"""Keys, check values and MACs. A key never shows more of itself than its check value.

Sources: domain notes 5 (key tree, field 62, the MAC families); ISO 9797-1 algorithms 1 and 3 for X9.9 and X9.19.
Vectors: fixtures/messages/keys.toml. PIN blocks are in protocol.pin_block. Randomness comes in as an argument.
"""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

# Triple DES is what the trade speaks; the library keeps it in a module of its own.
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

from protocol.errors import MacError, RemoteProtocolError
from protocol.fold import fold

KEY_SIZES = (8, 16, 24)
"""Single, double and triple length."""
CHECK_BYTES = 4
MAC_BYTES = 8
_BLOCK = 8
_SM4_BLOCK = 16
_ZEROS = bytes(_BLOCK)


class Key:
    """A DES key of single, double or triple length. Shows its check value only; can't be pickled; equal by value in
    constant time. Its block ciphers are made once: ECB holds no chaining state, so that one context serves for ever.
    """

    __slots__ = ("_algorithm", "_check", "_decryptor", "_encryptor", "_left", "_octets")

    def __init__(self, octets: bytes) -> None:
        if len(octets) not in KEY_SIZES:
            raise ValueError("a key has 8, 16 or 24 bytes")
        self._octets = octets
        self._algorithm = TripleDES((octets * 3 if len(octets) == _BLOCK else octets * 2)[:24])
        self._encryptor: CipherContext = Cipher(self._algorithm, modes.ECB()).encryptor()  # noqa: S305 - block by block
        self._decryptor: CipherContext | None = None
        self._check = self.encrypt(_ZEROS)[:CHECK_BYTES]
        self._left: Key | None = None

    @property
    def check_value(self) -> bytes:
        """KCV: the first 4 bytes of eight zero bytes encrypted."""
        return self._check

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self._octets)

    @property
    def left(self) -> "Key":
        """The single-length key of the first 8 bytes."""
        if self._left is None:
            self._left = Key(self._octets[:_BLOCK])
        return self._left

    def encrypt(self, blocks: bytes) -> bytes:
        """ECB over whole blocks of 8 bytes. Raises ValueError for a part of one."""
        _require_whole(blocks)
        return self._encryptor.update(blocks)

    def decrypt(self, blocks: bytes) -> bytes:
        """The inverse of encrypt. Raises ValueError as encrypt."""
        _require_whole(blocks)
        if self._decryptor is None:
            self._decryptor = Cipher(self._algorithm, modes.ECB()).decryptor()  # noqa: S305 - block by block
        return self._decryptor.update(blocks)

    def chain(self, blocks: bytes) -> bytes:
        """The last block of CBC over whole blocks of 8 bytes, begun with zeros; zeros when there is no block."""
        return (_ZEROS + Cipher(self._algorithm, modes.CBC(_ZEROS)).encryptor().update(blocks))[-_BLOCK:]

    def sm4_chain(self, blocks: bytes) -> bytes:
        """As chain, by SM4, over whole blocks of 16 bytes. Raises ValueError unless the key has 16 bytes."""
        cipher = Cipher(algorithms.SM4(self._octets), modes.CBC(bytes(_SM4_BLOCK)))
        return cipher.encryptor().update(blocks)[-_SM4_BLOCK:]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and hmac.compare_digest(self._octets, other._octets)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}(check value {self._check.hex().upper()})"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a key is not pickled")


def _require_whole(blocks: bytes) -> None:
    """A context that serves for ever would keep a part of a block for whatever comes next."""
    if len(blocks) % _BLOCK:
        raise ValueError(f"{len(blocks)} bytes are no whole blocks of {_BLOCK} bytes")


class MasterKey(Key):
    """终端主密钥 TMK: wraps working keys and does nothing else."""

    __slots__ = ()

    def wrap(self, octets: bytes) -> bytes:
        """Key material encrypted under this key. Raises ValueError as encrypt."""
        return self.encrypt(octets)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The inverse of wrap. Raises ValueError as encrypt."""
        return self.decrypt(wrapped)


PRACTICE_MASTER_KEY = MasterKey(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
"""The published practice key, the best known of all test keys. A live profile refuses it."""


def refuse_published(key: MasterKey, *, live: bool) -> None:
    """For whoever opens a key file. Raises ValueError for the key of everybody where money is real (Profile.live)."""
    if live and key == PRACTICE_MASTER_KEY:
        raise ValueError("this is the published practice key: a live profile refuses it")


def combine_components(components: Sequence[bytes]) -> bytes:
    """The octets of the key that two or three people type in parts, XORed. Raises ValueError when the number or the
    sizes of the parts do not fit.
    """
    sizes = {len(component) for component in components}
    if len(components) not in (2, 3) or len(sizes) != 1 or not sizes <= set(KEY_SIZES):
        raise ValueError("a key has two or three components of one size")
    return fold(b"".join(components), size := sizes.pop()).to_bytes(size, "big")


def require_check_value(key: Key, check_value: bytes) -> None:
    """`check_value`: the first 2 to 4 bytes of the KCV, from the key letter. Raises ValueError when it is another."""
    if not 2 <= len(check_value) <= CHECK_BYTES or key.check_value[: len(check_value)] != check_value:
        raise ValueError("this is not the key of that check value")


@dataclass(frozen=True, slots=True)
class WorkingKeys:
    """PIK (PIN), MAK (MAC) and, where the sign-on asked for one (60.3 = 004), TDK (tracks) of one sign-on."""

    pik: Key
    mak: Key
    tdk: Key | None = None


# Field 62 of an 0810 by its size: bytes of each wrapped key; a check value of 4 follows each.
# fmt: off
_LAYOUTS: dict[int, tuple[tuple[str, int], ...]] = {
    24: (("PIK", 8),  ("MAK", 8)),                  # 60.3 = 001
    40: (("PIK", 16), ("MAK", 16)),                 # 60.3 = 003
    60: (("PIK", 16), ("MAK", 16), ("TDK", 16)),    # 60.3 = 004
}
# fmt: on


def seal_working_keys(master: MasterKey, pik: bytes, mak: bytes, tdk: bytes = b"") -> bytes:
    """Field 62 of an 0810: each key under the master key, followed by its check value; 24, 40 or 60 bytes.

    Raises ValueError when the sizes are none of the three layouts. A single-length MAK beside a double PIK is filled
    with 8 zero bytes, as public captures show it.
    """
    slot = len(pik)
    sealed = b"".join(_wrap(master, octets, slot) for octets in (pik, mak, tdk) if octets)
    if len(sealed) not in _LAYOUTS or not {len(mak), len(tdk) or slot} <= {_BLOCK, slot}:
        raise ValueError("working keys are two of 8, two of 16 or three of 16 bytes")
    return sealed


def open_working_keys(master: MasterKey, sealed: bytes) -> WorkingKeys:
    """The keys of a sealed block. Raises RemoteProtocolError when its size or a check value is wrong.

    The 2010 text allows up to 84 bytes; no public source says what stands in them, so that size is refused too.
    """
    layout = _LAYOUTS.get(len(sealed))
    if layout is None:
        sizes = ", ".join(map(str, _LAYOUTS))
        raise RemoteProtocolError(f"{len(sealed)} bytes of working keys, one of {sizes} wanted", field="62")
    keys, at = [], 0
    for name, size in layout:
        keys.append(_open(master, sealed[at : at + size], sealed[at + size : at + size + CHECK_BYTES], name, at))
        at += size + CHECK_BYTES
    return WorkingKeys(*keys)


def _wrap(master: MasterKey, octets: bytes, slot: int) -> bytes:
    return master.wrap(octets).ljust(slot, b"\0") + Key(octets).check_value


def _open(master: MasterKey, wrapped: bytes, check: bytes, name: str, at: int) -> Key:
    single = wrapped[_BLOCK:] == _ZEROS  # a single-length key in a slot for a double one
    key = Key(master.unwrap(wrapped[:_BLOCK] if single else wrapped))
    if not hmac.compare_digest(key.check_value, check):
        reason = f"the check value of the {name} does not fit: another master key?"
        raise RemoteProtocolError(reason, field="62", offset=at)
    return key


# --- MAC ---------------------------------------------------------------------------------------------------------


class MacKind(StrEnum):
    """How field 64 is made of the bytes from the MTI to the byte before it, filled with zeros to whole blocks."""

    ECB = "ecb"
    """UnionPay's own: the blocks XORed, as 16 hex characters, encrypted in two steps; 8 characters of the result."""
    ECB_SINGLE = "ecb-single"
    """ECB under the left half: the single-length algorithm with a MAK of 16 bytes."""
    X9_9 = "x9.9"
    """CBC under the left half; 8 raw bytes."""
    X9_19 = "x9.19"
    """CBC under the left half, the last block under the whole key; 8 raw bytes."""
    X9_19_TEXT = "x9.19-text"
    """The first 4 bytes of X9.19 as 8 capital hex characters."""
    SM4 = "sm4"
    """Experimental: CBC by SM4 in blocks of 16, first 8 bytes. Seen in public code; no UnionPay text was found."""
    SM4_TEXT = "sm4-text"
    """Experimental, as SM4: the first 4 bytes as 8 capital hex characters."""
    NONE = "none"
    """This profile has no MAC: the empty one is made, and no other verifies."""


def make_mac(kind: MacKind, key: Key, data: bytes) -> bytes:
    """Field 64 over `data`: 8 bytes, or none for NONE. Raises ValueError for SM4 unless the key has 16 bytes."""
    return _MACS[kind](key, data)


def check_mac(key: Key, data: bytes, mac: bytes, kind: MacKind = MacKind.ECB) -> None:
    """Compare in constant time. Raises MacError when `mac` does not verify."""
    if not hmac.compare_digest(make_mac(kind, key, data), mac):
        raise MacError("the MAC does not verify", field="64")


def unionpay_mac(key: Key, data: bytes) -> bytes:
    """MacKind.ECB: 8 capital hex characters. Under a single-length key it is the single-length algorithm."""
    text = f"{fold(data, _BLOCK):016X}".encode("ascii")
    first = int.from_bytes(key.encrypt(text[:_BLOCK]), "big")
    mixed = first ^ int.from_bytes(text[_BLOCK:], "big")
    return key.encrypt(mixed.to_bytes(_BLOCK, "big")).hex().upper().encode("ascii")[:MAC_BYTES]


def _x9_9(key: Key, data: bytes) -> bytes:
    return key.left.chain(_fill(data, _BLOCK))


def _x9_19(key: Key, data: bytes) -> bytes:
    blocks = _fill(data, _BLOCK)
    front = int.from_bytes(key.left.chain(blocks[:-_BLOCK]), "big")
    last = int.from_bytes(blocks[-_BLOCK:], "big")
    return key.encrypt((front ^ last).to_bytes(_BLOCK, "big"))


def _sm4(key: Key, data: bytes) -> bytes:
    return key.sm4_chain(_fill(data, _SM4_BLOCK))[:MAC_BYTES]


def _fill(data: bytes, block: int) -> bytes:
    return data.ljust(max(block, -(-len(data) // block) * block), b"\0")


def _text(mac: bytes) -> bytes:
    return mac[: MAC_BYTES // 2].hex().upper().encode("ascii")


_MACS: dict[MacKind, Callable[[Key, bytes], bytes]] = {
    MacKind.ECB: unionpay_mac,
    MacKind.ECB_SINGLE: lambda key, data: unionpay_mac(key.left, data),
    MacKind.X9_9: _x9_9,
    MacKind.X9_19: _x9_19,
    MacKind.X9_19_TEXT: lambda key, data: _text(_x9_19(key, data)),
    MacKind.SM4: _sm4,
    MacKind.SM4_TEXT: lambda key, data: _text(_sm4(key, data)),
    MacKind.NONE: lambda _key, _data: b"",
}
