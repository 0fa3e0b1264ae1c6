"""Link URLs by rows: what each means, and what is wrong with those that mean nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.framing import Check
from protocol.session import Framing, Timing
from terminal.line.links import MAX_SECONDS, LinkUrl, LinkUrlError, Speech, link_of, parse_link

LINK, LENGTH, PRESET = Framing.LINK, Framing.LENGTH, Timing()

# fmt: off
GOOD = [
    ("emulator:",                             LinkUrl("emulator", "", LINK, PRESET)),
    ("pty:",                                  LinkUrl("pty", "", LINK, PRESET)),
    ("serial:///dev/ttyUSB0?baud=9600",       LinkUrl("serial", "/dev/ttyUSB0", LINK, PRESET, baud=9600)),
    ("serial://COM3",                         LinkUrl("serial", "COM3", LINK, PRESET)),
    ("serial://?vid=1a86&pid=7523",           LinkUrl("serial", "", LINK, PRESET, vid="1a86", pid="7523")),
    ("rfc2217://127.0.0.1:4000",              LinkUrl("rfc2217", "127.0.0.1:4000", LINK, PRESET)),
    ("tcp://127.0.0.1:8583",                  LinkUrl("tcp", "127.0.0.1:8583", LENGTH, PRESET)),
    ("tcp://[::1]:8583?framing=link",         LinkUrl("tcp", "[::1]:8583", LINK, PRESET)),
    ("serial://COM3?framing=length",          LinkUrl("serial", "COM3", LENGTH, PRESET)),
    ("emulator:?t_ack=0.1&t_resp=2&t_cap=5",  LinkUrl("emulator", "", LINK, Timing(0.1, 2.0, 5.0))),
    (f"emulator:?t_resp={MAX_SECONDS}",       LinkUrl("emulator", "", LINK, Timing(t_resp=MAX_SECONDS))),
    ("serial://COM3?check=crc",               LinkUrl("serial", "COM3", LINK, PRESET, check=Check.CRC)),
    ("serial://COM3?dialect=hypercom",        LinkUrl("serial", "COM3", LINK, PRESET, speech=Speech.HYPERCOM)),
    ("serial://COM3?dialect=tlv&types=01,45,46",
     LinkUrl("serial", "COM3", LINK, PRESET, speech=Speech.TLV, types=("01", "45", "46"))),
    ("tcp://h:1?profile=unionpay+no-header&dialect=unionpay",
     LinkUrl("tcp", "h:1", LENGTH, PRESET, profile="unionpay+no-header")),
    ("emulator:?scenario=answer-lost",        LinkUrl("emulator", "", LINK, PRESET, scenario="answer-lost")),
    ("emulator:?framing=length&scenario=a%20b/x.toml",
     LinkUrl("emulator", "", LENGTH, PRESET, scenario="a b/x.toml")),
    ("tcp://h:1?profile=unionpay%2Bno-header", LinkUrl("tcp", "h:1", LENGTH, PRESET, profile="unionpay+no-header")),
    ("tcp://h:1?&profile=/a%20b/my bank.toml&", LinkUrl("tcp", "h:1", LENGTH, PRESET, profile="/a b/my bank.toml")),
]
BAD = [
    # url, what is named
    ("",                                "one of"),
    ("emulator",                        "one of"),
    ("http://x:1",                      "one of"),
    ("spy:///dev/ttyUSB0",              "one of"),
    ("serial://SPY:///dev/ttyUSB0",     "that is a URL"),
    ("serial://alt:///dev/ttyUSB0",     "that is a URL"),
    ("tcp://",                          "host:port"),
    ("tcp://host",                      "host:port"),
    ("tcp://host:x",                    "host:port"),
    ("tcp://host:65536",                "port 0…65535"),
    ("tcp://:1",                        "host:port"),
    ("tcp://host:1/path",               "host:port"),
    ("tcp://[::1",                      "IPv6"),
    ("rfc2217://host",                  "host:port"),
    ("serial://",                       "port name"),
    ("serial://?vid=1a86",              "port name"),
    ("emulator:?framing=guess",         "framing=guess"),
    ("emulator:?speed=1",               "no option speed"),
    ("emulator:?t_resp=0",              "t_resp=0"),
    ("emulator:?t_resp=-1",             "t_resp=-1"),
    ("emulator:?t_ack=nan",             "t_ack=nan"),
    ("emulator:?t_cap=inf",             "t_cap=inf"),
    ("emulator:?t_cap=3600.5",          "t_cap=3600.5"),
    ("emulator:?t_resp=",               "t_resp="),
    ("serial://COM3?baud=0",            "baud=0"),
    ("serial://COM3?baud=fast",         "baud=fast"),
    ("serial://COM3?baud=４",           "baud=４"),
    ("serial://COM3?baud=4000001",      "baud=4000001"),
    ("serial://COM3?check=sum",         "check=sum: lrc or crc"),
    ("tcp://h:1?check=crc",             "check=crc: only framing=link"),
    ("serial://COM3?check",             "check=: lrc or crc"),
    ("serial://COM3?dialect=x",         "dialect=x: unionpay or hypercom or tlv"),
    ("serial://COM3?dialect=tlv",       "types=: dialect=tlv wants"),
    ("serial://COM3?dialect=tlv&types=01,45",       "types=01,45: dialect=tlv wants"),
    ("serial://COM3?dialect=tlv&types=01,45,46,47", "types=01,45,46,47: dialect=tlv wants"),
    ("serial://COM3?dialect=tlv&types=01,45,45",    "types=01,45,45: dialect=tlv wants"),
    ("serial://COM3?dialect=tlv&types=01,45,4",     "types=01,45,4: dialect=tlv wants"),
    ("serial://COM3?dialect=tlv&types=01,45,４６",  "types=01,45,４６: dialect=tlv wants"),
    ("serial://COM3?types=01,45,46",    "types=01,45,46: only dialect=tlv"),
    ("tcp://h:1?scenario=answer-lost",  "scenario=answer-lost: only emulator: has them"),
    ("pty:?scenario=",                  "scenario=: only emulator: has them"),
    ("serial://COM3?dialect=hypercom&profile=unionpay", "profile=unionpay: only dialect=unionpay"),
]
# fmt: on


@pytest.mark.parametrize(("text", "link"), GOOD, ids=[row[0] for row in GOOD])
def test_good(text, link):
    assert parse_link(text) == link


@pytest.mark.parametrize(("text", "named"), BAD, ids=[row[0] or "nothing" for row in BAD])
def test_bad(text, named):
    with pytest.raises(LinkUrlError) as wrong:
        parse_link(text)
    assert named in str(wrong.value)


@pytest.mark.parametrize(
    ("text", "pair"), [("tcp://127.0.0.1:8583", ("127.0.0.1", 8583)), ("tcp://[::1]:0", ("::1", 0))]
)
def test_host_and_port(text, pair):
    assert parse_link(text).host_port == pair


def test_the_dialect_where_none_is_named():
    assert parse_link("pty:", Speech.HYPERCOM).speech is Speech.HYPERCOM
    assert parse_link("pty:?dialect=unionpay", Speech.HYPERCOM).speech is Speech.UNIONPAY


# fmt: off
SERVED = [
    # listening on, address, link for a terminal
    ("tcp://127.0.0.1:0",                       "tcp://127.0.0.1:7", "tcp://127.0.0.1:7"),
    ("tcp://127.0.0.1:0?framing=link",          "tcp://127.0.0.1:7", "tcp://127.0.0.1:7?framing=link"),
    ("pty:",                                    "serial:///dev/pts/7", "serial:///dev/pts/7"),
    ("pty:?framing=link&check=crc&t_ack=1",     "serial:///dev/pts/7", "serial:///dev/pts/7?check=crc"),
    ("pty:?dialect=tlv&types=01,45,46",         "serial:///dev/pts/7", "serial:///dev/pts/7?dialect=tlv&types=01,45,46"),
    ("serial://COM3?baud=9600&dialect=hypercom", "serial://COM3",     "serial://COM3?baud=9600&dialect=hypercom"),
    ("pty:?profile=unionpay+text-60",           "serial:///dev/pts/7", "serial:///dev/pts/7?profile=unionpay+text-60"),
    ("tcp://h:1?profile=/a%20b/c%26d%25.toml",  "tcp://h:1",         "tcp://h:1?profile=/a%20b/c%26d%25.toml"),
]
# fmt: on


@pytest.mark.parametrize(("listen", "address", "link"), SERVED, ids=[row[0] for row in SERVED])
def test_the_link_of_what_is_served(listen, address, link):
    url = parse_link(listen)
    assert link_of(address, url) == link
    again = parse_link(link)
    assert (again.framing, again.check, again.baud, again.speech, again.profile, again.types) == (
        url.framing, url.check, url.baud, url.speech, url.profile, url.types,
    )  # fmt: skip


@given(
    st.text()
    | st.sampled_from(["tcp://", "serial://", "emulator:?"]).flatmap(lambda start: st.text().map(start.__add__))
)
def test_any_text_is_a_link_or_a_named_fault(text):
    try:
        link = parse_link(text)
    except LinkUrlError:
        link = parse_link("emulator:")
    assert isinstance(link, LinkUrl)
