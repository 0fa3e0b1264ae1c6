"""A link URL -> how its peer is spoken to: dialect, the name that the journal binds records to, and what it declares.

Nothing is opened here but the TOML file of a profile. Rule (house decision 3): what a peer can do is what its profile's
file says; where there is no file, our emulator can do what it documents, and nobody else more than the least.
"""

from dataclasses import dataclass, replace

from protocol.dialects import DEVICE, OUR_DEVICE, OURS, PLAIN, Capabilities, Dialect
from protocol.dialects.unionpay.dialect import UnionPay
from protocol.dialects.unionpay.profiles import DEFAULT, PROFILES, Profile, ProfileError, open_profile
from protocol.fields import Table
from protocol.framing import Check
from protocol.security import MacKind
from protocol.session import Said
from protocol.transactions import CardReader
from terminal.line.links import LinkUrl, LinkUrlError, Speech

_PLAINEST = "plain-acquirer"
"""The profile by which our emulator is no more than any acquirer."""


@dataclass(frozen=True, slots=True)
class Peer:
    """name: of its profile, or of a dialect without profiles. emulator: the row of a peer that says at sign-on that it
    is our emulator. stranger: the row of any other. front: (tpdu | header, digits) that its messages begin with unless
    the terminal is told others.
    """

    name: str
    dialect: Dialect[Said]
    emulator: Capabilities
    stranger: Capabilities
    front: tuple[tuple[str, str], ...] = ()

    def declared(self, emulator: bool) -> Capabilities:
        """What it declares, by whether it says that it is our emulator."""
        return self.emulator if emulator else self.stranger


@dataclass(frozen=True, slots=True)
class Front:
    """What a terminal is told to begin its messages with instead of its profile's own: "" leaves that as it is."""

    tpdu: str = ""
    header: str = ""


AS_PROFILED = Front()


def peer_of(url: LinkUrl, front: Front = AS_PROFILED) -> Peer:
    """Raises LinkUrlError naming the key: a line that only servers open, no such profile, a fault in its file, nothing
    that our emulator speaks, or a front part that this peer's messages do not have.
    """
    if url.kind == "pty":
        raise LinkUrlError("pty: is for serving; open the serial:// link that it announced")
    if url.kind == "emulator":
        require_spoken(url)
    if front != AS_PROFILED and url.speech is not Speech.UNIONPAY:
        raise LinkUrlError(f"dialect={url.speech}: its messages have no TPDU and no header")
    match url.speech:
        case Speech.UNIONPAY:
            return _unionpay(url, front)
        case Speech.HYPERCOM:
            from protocol.dialects.hypercom.register import Hypercom

            return Peer("hypercom", Hypercom(), OUR_DEVICE, DEVICE)
        case Speech.TLV:
            from protocol.dialects.tlv.facts import Types
            from protocol.dialects.tlv.register import Tlv

            return Peer("tlv", Tlv(Types(*url.types)), DEVICE, DEVICE)


def served_profile(url: LinkUrl) -> Profile:
    """How a host of ours that is served at `url` writes its messages, and what it declares: what a terminal with the
    same options takes for granted. Raises LinkUrlError, also for a profile whose terminals do not sign on.
    """
    if url.speech is not Speech.UNIONPAY:
        raise LinkUrlError(f"dialect={url.speech}: a host speaks unionpay")
    peer = _unionpay(url)
    if not peer.emulator.sign_on:
        raise LinkUrlError(f"profile={url.profile}: capabilities.sign_on: a host of ours wants terminals that sign on")
    return replace(_opened(url), capabilities=peer.emulator, length=False)  # on a line, the framing writes the length


def require_spoken(url: LinkUrl) -> None:
    """Raises LinkUrlError where `url` asks for what the emulator of this process does not speak."""
    if url.speech is not Speech.UNIONPAY:
        raise LinkUrlError(f"dialect={url.speech}: our emulator speaks unionpay")
    if url.check is not Check.LRC:
        raise LinkUrlError(f"check={url.check}: our emulator's frames have lrc")
    profile = _opened(url)
    if _spelling(profile) != _spelling(DEFAULT):
        raise LinkUrlError(f"profile={url.profile}: our emulator writes its messages otherwise")


def _unionpay(url: LinkUrl, front: Front = AS_PROFILED) -> Peer:
    opened = _opened(url)
    profile = _fronted(opened, front)
    own = tuple((name, digits) for name, digits in (("tpdu", opened.tpdu), ("header", opened.header)) if digits)
    base = profile.name.partition("+")[0]
    if base in PROFILES:
        return Peer(profile.name, UnionPay(profile), PLAIN if base == _PLAINEST else OURS, PLAIN, own)
    if profile.capabilities.card_read_by is not CardReader.TERMINAL:
        raise LinkUrlError(f"profile={url.profile}: capabilities.card_read_by: a UnionPay host is sent the card")
    return Peer(profile.name, UnionPay(profile), profile.capabilities, profile.capabilities, own)


def _fronted(profile: Profile, front: Front) -> Profile:
    """The profile with this front part. Each is as long as the profile's, which is how the peer tells them apart."""
    for name, told, own in (("tpdu", front.tpdu, profile.tpdu), ("header", front.header, profile.header)):
        if told and len(told) != len(own or ""):
            raise LinkUrlError(f"profile={profile.name}: {name}: its messages have none of {len(told)} digits")
    return replace(profile, tpdu=front.tpdu or profile.tpdu, header=front.header or profile.header)


def _opened(url: LinkUrl) -> Profile:
    try:
        return open_profile(url.profile)
    except ProfileError as error:
        key = f"{error.key}: " if error.key else ""
        raise LinkUrlError(f"profile={url.profile}: {key}{error.reason}") from None


def _spelling(profile: Profile) -> tuple[int, bool, Table, MacKind]:
    """What must be the same at both ends; whoever answers swaps the addresses in a TPDU, and echoes the header."""
    return profile.header_bytes, profile.tpdu is None, profile.table, profile.mac
