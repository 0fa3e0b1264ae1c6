"""TLS with certificates made here, by ssl's own client; and every file that is none."""

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from emulator.serving.far_end import FarEnd, ServeError
from emulator.serving.limits import Limits
from emulator.serving.protection import Tls, is_loopback, require_protected, tls_context
from protocol.framing import write_length
from protocol.session import Framing

SHORT_S = 0.1


def client(trusts: Path, own: tuple[Path, Path] | None = None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(trusts))
    if own is not None:
        context.load_cert_chain(*own)
    return context


def far_end(host, seen=None, **limits) -> FarEnd:
    return FarEnd(host, Framing.LENGTH, watch=seen, limits=Limits(**limits))


def test_answers_in_tls_on_any_address(served, host, shop):
    cert, key = shop("host")

    async def use(connect):
        peer = await connect(ssl=client(cert))
        words = [b"%d" % number for number in range(100)]
        assert await peer.ask(*words) == [b"re: " + word for word in words]
        return peer.writer.get_extra_info("ssl_object").version()

    assert served(far_end(host), use, Tls(tls_context(cert, key)), "0.0.0.0") == "TLSv1.3"


def test_nothing_older_than_tls_1_2(served, host, seen, shop):
    cert, key = shop("host")

    async def use(connect):
        old, good = client(cert), client(cert)
        old.set_ciphers("DEFAULT:@SECLEVEL=0")
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        good.maximum_version = ssl.TLSVersion.TLSv1_2
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await connect(ssl=old)
        return await (await connect(ssl=good)).ask(b"x")

    assert served(far_end(host, seen), use, Tls(tls_context(cert, key))) == [b"re: x"]
    assert seen.endings() == ["handshake", "stopping"]


def test_client_certificates_are_required_where_their_authority_is_given(served, host, seen, shop):
    cert, key = shop("host")
    authority, _ = shop("authority")
    own, foreign = shop("terminal", "authority"), shop("stranger")

    async def use(connect):
        known = await (await connect(ssl=client(cert, own))).ask(b"x")
        for certificate in (None, foreign):
            peer = await connect(ssl=client(cert, certificate))
            peer.writer.write(write_length(b"y"))
            with pytest.raises((ssl.SSLError, ConnectionError, asyncio.IncompleteReadError)):
                await peer.hear()
        return known

    assert served(far_end(host, seen), use, Tls(tls_context(cert, key, authority))) == [b"re: x"]
    assert (host.asked, seen.endings()) == ([b"x"], ["handshake", "handshake", "stopping"])


@pytest.mark.parametrize("says", [b"", b"\x16\x03\x01", b"GET / HTTP/1.1\r\n\r\n"])
def test_who_does_not_shake_hands_goes(served, host, seen, shop, says):
    """Silence within the time of a first byte, nonsense at once."""
    cert, key = shop("host")

    async def use(connect):
        plain = await connect()
        plain.writer.write(says)
        await plain.reader.read()
        await asyncio.sleep(0.02)
        return seen.endings(), await (await connect(ssl=client(cert))).ask(b"x")

    said = served(far_end(host, seen, first_byte_s=SHORT_S), use, Tls(tls_context(cert, key)))
    assert said == (["handshake"], [b"re: x"])


def test_who_does_not_shake_hands_in_the_last_tenth_goes_sooner(served, host, seen, shop):
    cert, key = shop("host")

    async def use(connect):
        await (await connect(ssl=client(cert))).ask(b"x")
        *_, last = [await connect() for _ in range(9)]
        await last.reader.read()
        await asyncio.sleep(0.02)
        return seen.endings()

    end = far_end(host, seen, connections=10, per_address=10, reserve_s=SHORT_S)
    assert served(end, use, Tls(tls_context(cert, key))) == ["handshake"]


def test_who_does_not_shake_hands_has_a_place_like_all(served, host, seen, shop):
    cert, key = shop("host")

    async def use(connect):
        await connect()
        return await (await connect()).is_closed(), seen.endings()

    end = far_end(host, seen, connections=1)
    assert served(end, use, Tls(tls_context(cert, key))) == (True, ["connections"])
    assert seen.endings() == ["connections", "stopping"]


def test_limits_hold_in_tls_too(served, host, seen, shop):
    cert, key = shop("host")

    async def use(connect):
        peers = [await connect(ssl=client(cert)) for _ in range(2)]
        peers[1].writer.write(write_length(b"x")[:1])
        for peer in peers:
            await peer.reader.read()
        return sorted(seen.endings())

    end = far_end(host, seen, first_byte_s=SHORT_S, frame_s=SHORT_S)
    assert served(end, use, Tls(tls_context(cert, key))) == ["first_byte", "frame"]


# --- files -----------------------------------------------------------------------------------------------------------


# fmt: off
BAD: dict[str, tuple[Callable[[Any], tuple[Path, ...]], str]] = {  # files -> which is named, and why
    "no certificate":     (lambda s: (s.folder / "no.crt", s("a")[1]),          "no.crt: No such file"),
    "no key":             (lambda s: (s("a")[0], s.folder / "no.key"),          "no.key: No such file"),
    "no authority":       (lambda s: (*s("a"), s.folder / "no.ca"),             "no.ca: No such file"),
    "a folder":           (lambda s: (s.folder, s("a")[1]),                     ": Is a directory"),
    "a key for both":     (lambda s: (s("a")[1], s("a")[1]),                    "a.key: no certificate in PEM"),
    "a cert for both":    (lambda s: (s("a")[0], s("a")[0]),                    "a.crt: no plain private key"),
    "another's key":      (lambda s: (s("a")[0], s("b")[1]),                    "b.key: not the key of .*a.crt"),
    "under a password":   (lambda s: (s("a")[0], s.key("a", b"secret")),        "a.locked: no plain private key"),
    "a key as authority": (lambda s: (*s("a"), s("b")[1]),                      "b.key: no certificate in PEM"),
}
# fmt: on


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_none_is_named(shop, name):
    files, why = BAD[name]
    with pytest.raises(ServeError, match=why):
        tls_context(*files(shop))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "localhost.example.com", "", "127.0.0.1 "])
def test_no_loopback(host):
    assert not is_loopback(host)


def test_any_address_in_tls(shop):
    require_protected("0.0.0.0", Tls(tls_context(*shop("a"))))
