"""What a link URL makes of its peer: which dialect, under which name, and what it declares by itself or by its file."""

from dataclasses import replace
from pathlib import Path

import pytest

from protocol.dialects import DEVICE, OUR_DEVICE, OURS, PLAIN, Capabilities
from protocol.dialects.hypercom.register import Hypercom
from protocol.dialects.tlv.facts import Types
from protocol.dialects.tlv.register import Tlv
from protocol.dialects.unionpay.dialect import UnionPay
from protocol.dialects.unionpay.profiles import open_profile
from protocol.transactions import Echo
from terminal.line.links import LinkUrlError, parse_link
from terminal.line.peers import Front, Peer, peer_of, served_profile

BANK = Path(__file__).parents[3] / "fixtures" / "profiles" / "example-bank.toml"
LINE = "serial://COM3?"
PRACTICE = UnionPay(open_profile("practice"))
OWN = (("tpdu", "6000030000"), ("header", "603110000100"))

# fmt: off
PEERS = [
    ("emulator:",                           Peer("practice", PRACTICE, OURS, PLAIN, OWN)),
    ("emulator:?profile=unionpay",          Peer("unionpay", UnionPay(), OURS, PLAIN, OWN)),
    ("emulator:?profile=plain-acquirer",
     Peer("plain-acquirer", UnionPay(open_profile("plain-acquirer")), PLAIN, PLAIN, OWN)),
    (LINE,                                  Peer("practice", PRACTICE, OURS, PLAIN, OWN)),
    (LINE + "profile=unionpay+no-header",
     Peer("unionpay+no-header", UnionPay(open_profile("unionpay+no-header")), OURS, PLAIN, OWN[:1])),
    (LINE + "profile=unionpay+length",
     Peer("unionpay+length", UnionPay(open_profile("unionpay+length")), OURS, PLAIN, OWN)),
    (LINE + "dialect=hypercom",             Peer("hypercom", Hypercom(), OUR_DEVICE, DEVICE)),
    (LINE + "dialect=tlv&types=01,45,46",   Peer("tlv", Tlv(Types("01", "45", "46")), DEVICE, DEVICE)),
]
# fmt: on


@pytest.mark.parametrize(("link", "peer"), PEERS, ids=[row[0] for row in PEERS])
def test_the_peer_of_a_link(link: str, peer: Peer) -> None:
    assert peer_of(parse_link(link)) == peer
    assert (peer.declared(True), peer.declared(False)) == (peer.emulator, peer.stranger)


def test_a_front_part_of_ones_own_is_what_messages_begin_with() -> None:
    told = Front("6000040000", "603110000200")
    sent = peer_of(parse_link("emulator:"), told).dialect.encode(Echo("888888800000001", "00000001", "000001"), None)
    assert sent[:11].hex() == "6000040000" + "603110000200"
    assert peer_of(parse_link("emulator:"), told).front == OWN


@pytest.mark.parametrize(
    ("link", "front"),
    [
        ("emulator:", Front(header="6031")),
        (LINE + "profile=unionpay+no-header", Front(header="603110000100")),
        (LINE + "profile=unionpay+no-tpdu", Front(tpdu="6000040000")),
        (LINE + "dialect=hypercom", Front(tpdu="6000040000")),
        (LINE + "dialect=tlv&types=01,45,46", Front(header="603110000100")),
    ],
)
def test_a_front_part_that_this_peer_has_not(link: str, front: Front) -> None:
    with pytest.raises(LinkUrlError, match=r"tpdu|header|TPDU"):
        peer_of(parse_link(link), front)


def test_a_file_declares_for_whoever_answers() -> None:
    """Its name is what the journal binds to; example-bank.toml promises an outcome query and nothing else."""
    peer = peer_of(parse_link(f"{LINE}profile={BANK}"))
    known = Capabilities(sign_on=True, outcome_query=True)
    assert (peer.name, peer.emulator, peer.stranger) == ("example-bank", known, known)
    assert peer.dialect == UnionPay(replace(open_profile(str(BANK)), length=False))


def write(folder: Path, text: str) -> Path:
    file = folder / "bank.toml"
    file.write_text(f'extends = "unionpay"\nname = "bank"\n{text}', encoding="utf-8")
    return file


# fmt: off
FAULTS = [
    ("",                                        "profile=: no profile is called"),
    ("auto",                                    "profile=auto: no profile is called"),
    ("unionpay+tall",                           "profile=unionpay+tall: no variant is called"),
    ("none.toml",                               "profile=none.toml: can't be read"),
]
IN_A_FILE = [
    ('mac = "x9.20"',                           "bank.toml: mac: "),
    ("[capabilities]\noutcome_query = 1",       "bank.toml: capabilities.outcome_query: "),
    ('[capabilities]\ncard_read_by = "device"', "bank.toml: capabilities.card_read_by: a UnionPay host"),
]
UNSPOKEN = [
    ("emulator:?dialect=hypercom",                  "dialect=hypercom: our emulator"),
    ("emulator:?dialect=tlv&types=01,45,46",        "dialect=tlv: our emulator"),
    ("emulator:?check=crc",                         "check=crc: our emulator"),
    ("emulator:?profile=unionpay+no-header",        "profile=unionpay+no-header: our emulator"),
    ("emulator:?profile=unionpay+no-tpdu",          "profile=unionpay+no-tpdu: our emulator"),
    ("emulator:?profile=unionpay+text-60",          "profile=unionpay+text-60: our emulator"),
    ("emulator:?profile=practice+mac-x9.19",        "profile=practice+mac-x9.19: our emulator"),
]
# fmt: on


@pytest.mark.parametrize(("profile", "said"), FAULTS, ids=[row[0] or "nothing" for row in FAULTS])
def test_no_such_profile(profile: str, said: str) -> None:
    with pytest.raises(LinkUrlError) as wrong:
        peer_of(parse_link(f"{LINE}profile={profile}"))
    assert str(wrong.value).startswith(said)


@pytest.mark.parametrize(("text", "said"), IN_A_FILE, ids=["mac", "not a flag", "a device"])
def test_a_fault_in_a_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(LinkUrlError) as wrong:
        peer_of(parse_link(f"{LINE}profile={write(tmp_path, text)}"))
    assert said in str(wrong.value)


@pytest.mark.parametrize(("link", "said"), UNSPOKEN, ids=[row[0] for row in UNSPOKEN])
def test_our_emulator_is_asked_for_nothing_it_does_not_speak(link: str, said: str) -> None:
    with pytest.raises(LinkUrlError) as wrong:
        peer_of(parse_link(link))
    assert str(wrong.value).startswith(said)


# fmt: off
SERVED = [
    # profile, what a host of ours declares under it
    ("practice",                                OURS),
    ("unionpay",                                OURS),
    ("unionpay+text-60",                        OURS),
    ("practice+no-tpdu+no-header+mac-x9.19",    OURS),
    ("plain-acquirer",                          PLAIN),
    ("plain-acquirer+mac-none",                 PLAIN),
]
# fmt: on


@pytest.mark.parametrize(("name", "declared"), SERVED, ids=[row[0] for row in SERVED])
def test_a_host_is_served_in_any_profile(name: str, declared: Capabilities) -> None:
    url = parse_link(f"tcp://127.0.0.1:1?profile={name}")
    assert served_profile(url) == replace(open_profile(name), capabilities=declared)
    assert peer_of(url).emulator == declared


@pytest.mark.parametrize("line", ["tcp://127.0.0.1:1", "pty:", LINE.rstrip("?")])
def test_the_framing_writes_the_length(line: str) -> None:
    assert served_profile(parse_link(f"{line}?profile=unionpay+length")).length is False


def test_a_host_is_served_as_a_file_says() -> None:
    profile = served_profile(parse_link(f"{LINE}profile={BANK}"))
    assert (profile.name, profile.capabilities) == ("example-bank", Capabilities(sign_on=True, outcome_query=True))


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("dialect=hypercom", "dialect=hypercom: a host speaks unionpay"),
        ("profile=unionpay+tall", "profile=unionpay+tall: no variant is called"),
        ("profile=none.toml", "profile=none.toml: can't be read"),
    ],
)
def test_what_no_host_of_ours_speaks(option: str, said: str) -> None:
    with pytest.raises(LinkUrlError) as wrong:
        served_profile(parse_link(f"pty:?{option}"))
    assert str(wrong.value).startswith(said)


def test_a_host_wants_terminals_that_sign_on(tmp_path: Path) -> None:
    file = write(tmp_path, "[capabilities]\nsign_on = false")
    with pytest.raises(LinkUrlError) as wrong:
        served_profile(parse_link(f"tcp://127.0.0.1:1?profile={file}"))
    assert str(wrong.value) == f"profile={file}: capabilities.sign_on: a host of ours wants terminals that sign on"


def test_a_file_that_changes_no_bytes_is_spoken_by_our_emulator(tmp_path: Path) -> None:
    file = write(tmp_path, 'tpdu = "6000120000"\n[capabilities]\norder_query = true')
    assert peer_of(parse_link(f"emulator:?profile={file}")).emulator == Capabilities(sign_on=True, order_query=True)
