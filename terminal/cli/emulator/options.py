"""The options of `emulator serve` that belong together: what each group may say, and what it means.

Nothing is opened here but the files that an option names. The rule: options that contradict each other are wrong usage.
"""

from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from emulator.host.rules import STANDARD_POLICY, HostPolicy
from emulator.key_store import load_keys
from emulator.registry import ANYBODY, PRACTICE, Registry, open_registry
from emulator.serving.far_end import ServeError
from emulator.serving.gate import Network
from emulator.serving.limits import Limits, read_limits
from emulator.serving.protection import Loopback, PlainLab, Protection, Tls, are_everybody, is_loopback, tls_context
from protocol.dialects.unionpay.profiles import Profile
from protocol.money import MoneyError, parse_yuan
from scanner.payer_codes import mask_code
from terminal.cli.emulator.ends import Role
from terminal.desk.door import Refusal
from terminal.language import Texts
from terminal.settings import Settings

MOST_WINDOW_DAYS = 3650
"""Longest refund window: no acquirer keeps a sale for longer."""
MOST_DELAY_S = 3600.0

Several = Parameter(negative="", consume_multiple=False)
Switch = Parameter(negative="")


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Whom:
    """Whom it serves; without these practice terminals, which register at their first sign-on.

    Parameters
    ----------
    terminals
        A list of terminals with their merchants and keys; nobody else is served. The keys are those of `tuihuo keys`.
    any_terminal
        Every terminal that comes, under the published test key.
    """

    terminals: Path | None = None
    any_terminal: Annotated[bool, Switch] = False

    def registry(self, settings: Settings, profile: Profile, role: Role, texts: Texts) -> Registry:
        """Raises Refusal, RegistryError, KeyStoreError."""
        if role == "device" and (self.terminals is not None or self.any_terminal):
            raise Refusal("usage", hint=texts("serve.device_serves"))
        if self.terminals is not None and self.any_terminal:
            raise Refusal("usage", hint=texts("serve.listed_or_any"))
        if self.terminals is not None:
            return open_registry(str(self.terminals), load_keys(settings.keys), live=profile.live)
        return ANYBODY if self.any_terminal else PRACTICE


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Rules:
    """What the acquirer decides itself.

    Parameters
    ----------
    window_days
        A refund is taken up to and including this many days after the sale.
    same_day_void
        A full refund of today's card sale of the open batch is refused: it is to be voided.
    paid_out
        Yuan of what the acquirer owes each merchant that are with the merchant already: refunds have the rest.
    """

    window_days: int = STANDARD_POLICY.window_days
    same_day_void: Annotated[bool, Switch] = False
    paid_out: str = ""

    def policy(self) -> HostPolicy:
        """Raises Refusal."""
        if not 0 <= self.window_days <= MOST_WINDOW_DAYS:
            raise Refusal("usage", hint=f"--window-days 0…{MOST_WINDOW_DAYS}")
        try:
            paid_out_fen = parse_yuan(self.paid_out) if self.paid_out else 0
        except MoneyError:
            raise Refusal("usage", hint="--paid-out YUAN") from None
        return HostPolicy(self.window_days, self.same_day_void, paid_out_fen)


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Guard:
    """Who may come, where others than this machine can.

    Parameters
    ----------
    tls_cert
        Its certificate with the chain, PEM.
    tls_key
        The key of the certificate, PEM.
    tls_client_ca
        Only peers whose certificate is by one of these are let in, PEM.
    plain_lab
        Serve a laboratory's network without TLS: published keys and practice alone, and only for --allow-from.
    allow_from
        A network that may come, as 192.0.2.0/24; several where it stands several times.
    """

    tls_cert: Path | None = None
    tls_key: Path | None = None
    tls_client_ca: Path | None = None
    plain_lab: Annotated[bool, Switch] = False
    allow_from: Annotated[tuple[str, ...], Several] = ()

    def protection(self, host: str, registry: Registry, profile: Profile, texts: Texts) -> Protection:
        """host: where it listens, "" for a line that is no network. Raises Refusal."""
        networks = self._networks(texts)
        if self.plain_lab:
            self._require_lab(host, registry, profile, texts)
            return PlainLab(networks)
        if networks:
            raise Refusal("usage", hint=texts("serve.from_lab"))
        if self._wants_tls:
            return self._tls(host, texts)
        if host and not is_loopback(host):
            raise Refusal("usage", hint=texts("serve.unprotected", host=host))
        return Loopback()

    @property
    def _wants_tls(self) -> bool:
        return any((self.tls_cert, self.tls_key, self.tls_client_ca))

    def _tls(self, host: str, texts: Texts) -> Tls:
        if self.tls_cert is None or self.tls_key is None or not host:
            raise Refusal("usage", hint=texts("serve.tls_pair"))
        try:
            return Tls(tls_context(self.tls_cert, self.tls_key, self.tls_client_ca))
        except ServeError as error:
            raise Refusal("usage", hint=str(error)) from None

    def _require_lab(self, host: str, registry: Registry, profile: Profile, texts: Texts) -> None:
        if self._wants_tls:
            raise Refusal("usage", hint=texts("serve.lab_tls"))
        if not self.allow_from:
            raise Refusal("usage", hint=texts("serve.lab_from"))
        if not host or is_loopback(host):
            raise Refusal("usage", hint=texts("serve.lab_loopback"))
        if profile.live or not registry.published_only:
            raise Refusal("usage", hint=texts("serve.lab_published"))

    def _networks(self, texts: Texts) -> tuple[Network, ...]:
        networks = tuple(_network(text, texts) for text in self.allow_from)
        if are_everybody(networks):
            raise Refusal("usage", hint=texts("serve.lab_everybody", networks=", ".join(map(str, networks))))
        return networks


def _network(text: str, texts: Texts) -> Network:
    try:
        return ip_network(text)
    except ValueError:
        raise Refusal("usage", hint=texts("serve.network", text=mask_code(text[:40]))) from None


def limits_of(settings: Settings, words: tuple[str, ...]) -> Limits:
    """The limits of configuration, environment and options, the later ones win. words: name=value. Raises LimitError,
    or Refusal.
    """
    pairs = [word.partition("=") for word in words]
    if not all(name and joined for name, joined, _ in pairs):
        raise Refusal("usage", hint="--limit NAME=VALUE")
    merged: dict[str, object] = {}
    for where, source in (*settings.serve, ("--limit", {name: value for name, _, value in pairs})):
        read_limits(source, where)
        merged |= source
    return read_limits(merged, "")
