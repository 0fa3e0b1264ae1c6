"""Hashes of passwords: ours fit, everything else does not, and a try is cheap enough for a till."""

import time

import pytest

from terminal.desk.password_hash import fits, hashed, is_hash, same

OURS = "$argon2id$v=19$m=9216,t=4,p=1$"
SALT, HASH = "A" * 22, "B" * 42 + "A"  # 16 and 32 bytes in base64 without padding

# fmt: off
NO_HASHES = ["", "4711", "$argon2id$v=19$m=9216,t=4,p=1$x", "$argon2i$v=19$m=9216,t=4,p=1$AAAA$BBBB",
             "$argon2id$v=19$m=4194304,t=4,p=1$AAAA$BBBB", "$argon2id$v=16$m=9216,t=4,p=1$AAAA$BBBB",
             f"{OURS}$", f"{OURS}AAAA$AAAA", f"{OURS}{SALT[1:]}${HASH}", f"{OURS}{SALT}A${HASH}",
             f"{OURS}{SALT}${HASH}A", f"{OURS}{SALT}${HASH[1:]}", f"{OURS}{SALT[1:]}!${HASH}",
             f"{OURS}{SALT}${HASH[:-1]}B", f"{OURS}{SALT}${HASH}$"]
# fmt: on


def test_a_password_fits_its_own_hash_alone():
    words = hashed("4711")
    assert is_hash(words)
    assert (fits("4711", words), fits("4712", words), fits("", words)) == (True, False, False)
    assert hashed("4711") != words


@pytest.mark.parametrize("words", NO_HASHES)
def test_what_is_no_hash_of_ours(words):
    assert (is_hash(words), fits("4711", words)) == (False, False)


def test_the_shape_alone_is_enough():
    assert (is_hash(f"{OURS}{SALT}${HASH}"), fits("4711", f"{OURS}{SALT}${HASH}")) == (True, False)


def test_published():
    assert (same("0000", "0000"), same("000", "0000"), same("零", "0000")) == (True, False, False)


def test_a_try_costs_at_most_60_ms_of_cpu():
    words = hashed("4711")
    costs = []
    for _ in range(3):
        began = time.process_time()
        fits("4711", words)
        costs.append(time.process_time() - began)
    assert min(costs) <= 0.060
