"""What stands between a served address and strangers: loopback, TLS, or a laboratory's networks. Files in, values out.

The rule: an address other than loopback is never served without TLS or a list of networks that may come.
"""

import ssl
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_address
from pathlib import Path

from emulator.serving.far_end import ServeError
from emulator.serving.gate import Network


@dataclass(frozen=True, slots=True)
class Loopback:
    """Peers of this machine alone."""


@dataclass(frozen=True, slots=True)
class Tls:
    """Any address, in TLS: see tls_context."""

    context: ssl.SSLContext


@dataclass(frozen=True, slots=True)
class PlainLab:
    """Any address in plain, for peers of these networks: no POS terminal can send a token. Test keys only: the caller's
    affair. Raises ServeError without a network, and where they are every address.
    """

    networks: tuple[Network, ...]

    def __post_init__(self) -> None:
        if not self.networks:
            raise ServeError("a plain laboratory needs at least one network that may come")
        if are_everybody(self.networks):
            raise ServeError("a plain laboratory is not for every address: name the networks that may come")


Protection = Loopback | Tls | PlainLab


def are_everybody(networks: tuple[Network, ...]) -> bool:
    """Together they are all addresses of IPv4, or all of IPv6."""
    v4 = collapse_addresses([one for one in networks if isinstance(one, IPv4Network)])
    v6 = collapse_addresses([one for one in networks if isinstance(one, IPv6Network)])
    return any(one.prefixlen == 0 for one in v4) or any(one.prefixlen == 0 for one in v6)


def require_protected(host: str, protection: Protection) -> None:
    """Raises ServeError where this address must not be served so."""
    if isinstance(protection, Loopback) and not is_loopback(host):
        raise ServeError(
            f"{host or 'every address'} is not a loopback address: it needs TLS, or a list of networks that may come"
        )


def is_loopback(host: str) -> bool:
    """Of this machine, by its spelling; no name is looked up."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def tls_context(cert: Path | str, key: Path | str, client_ca: Path | str | None = None) -> ssl.SSLContext:
    """TLS 1.2 or later. client_ca: peers must show a certificate that it signed. PEM files; a key under a password is
    refused. Raises ServeError naming the file.
    """
    for file in (cert, key, *([client_ca] if client_ca is not None else [])):
        _require_readable(file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_verify_locations(cert)  # a look at the certificate alone, so that the right file is named
    except ssl.SSLError:
        raise ServeError(f"{cert}: no certificate in PEM") from None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(cert, key, password=lambda: "")
    except ssl.SSLError as error:
        mismatch = error.reason == "KEY_VALUES_MISMATCH"
        raise ServeError(
            f"{key}: " + (f"not the key of {cert}" if mismatch else "no plain private key in PEM")
        ) from None
    if client_ca is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        try:
            context.load_verify_locations(client_ca)
        except ssl.SSLError:
            raise ServeError(f"{client_ca}: no certificate in PEM") from None
    return context


def _require_readable(file: Path | str) -> None:
    try:
        with Path(file).open("rb"):
            pass
    except OSError as error:
        raise ServeError(f"{file}: {error.strerror or error}") from None
