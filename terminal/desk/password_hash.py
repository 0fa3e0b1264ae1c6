"""A password -> what is kept of it: Argon2id in its usual notation (RFC 9106; PHC string). No file, no operator.

The rule: a password is compared in constant time and never kept, shown or logged. A few digits can be tried out by
whoever has their hash, so a pepper is hashed with them that does not lie where the hashes do (pepper.py).
"""

import hmac
import re
import secrets

ITERATIONS, MEMORY_KIB, LANES = 4, 9216, 1
"""OWASP's row of equal strength with the least memory but one: 14 ms of CPU and 9 MiB for a try."""
SALT_BYTES, HASH_BYTES = 16, 32

_BASE64 = "[A-Za-z0-9+/]"
_SHAPE = re.compile(  # base64 without padding; the unused bits of the last digit are 0 (4 of 16 bytes, 2 of 32)
    rf"\$argon2id\$v=19\$m={MEMORY_KIB},t={ITERATIONS},p={LANES}"
    rf"\${_BASE64}{{21}}[AQgw]\${_BASE64}{{42}}[AEIMQUYcgkosw048]"
)


def hashed(password: str, pepper: bytes | None = None) -> str:
    """With a salt of its own. pepper: Argon2's secret, which is needed again to compare."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # most terminals keep the published passwords

    salt = secrets.token_bytes(SALT_BYTES)
    kdf = Argon2id(
        salt=salt, length=HASH_BYTES, iterations=ITERATIONS, lanes=LANES, memory_cost=MEMORY_KIB, secret=pepper
    )
    return kdf.derive_phc_encoded(password.encode("utf-8"))


def is_hash(words: str) -> bool:
    """These can be what `hashed` gave."""
    return _SHAPE.fullmatch(words) is not None


def fits(password: str, words: str, pepper: bytes | None = None) -> bool:
    """This password was hashed to `words` with that pepper; False for what is no hash of ours."""
    from cryptography.exceptions import InvalidKey
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    if not is_hash(words):
        return False
    try:
        Argon2id.verify_phc_encoded(password.encode("utf-8"), words, secret=pepper)
    except InvalidKey:
        return False
    return True


def same(password: str, published: str) -> bool:
    """This is the published password."""
    return hmac.compare_digest(password.encode("utf-8"), published.encode("utf-8"))
