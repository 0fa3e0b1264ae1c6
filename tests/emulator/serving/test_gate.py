"""Who gets in, by numbers: places, the tenth for known addresses, places of one address, allowed networks."""

from ipaddress import ip_address, ip_network

import pytest

from emulator.serving.gate import MAX_KNOWN, Gate, Place, address_of
from emulator.serving.watch import Refusal

HERE, LAB, ELSEWHERE = ip_address("127.0.0.1"), ip_address("192.0.2.7"), ip_address("198.51.100.9")


def entered(gate, address, count):
    """So many got in."""
    places = [gate.enter(address) for _ in range(count)]
    assert [type(place) for place in places] == [Place] * count
    return places


def test_strangers_hold_nine_tenths_and_the_known_the_rest():
    gate = Gate(20, 100)
    first = entered(gate, LAB, 18)
    assert gate.enter(LAB) is Refusal.CONNECTIONS
    gate.prove(first[0])
    entered(gate, LAB, 2)
    assert (gate.enter(LAB), gate.enter(ELSEWHERE), gate.open) == (Refusal.CONNECTIONS, Refusal.CONNECTIONS, 20)


def test_a_stranger_that_proves_itself_makes_room_for_another():
    gate = Gate(20, 100)
    places = entered(gate, LAB, 18)
    gate.prove(places[0])
    gate.prove(places[0])
    entered(gate, ELSEWHERE, 1)
    assert gate.enter(ELSEWHERE) is Refusal.CONNECTIONS


def test_who_leaves_leaves_a_place():
    gate = Gate(10, 100)
    known, *others = entered(gate, LAB, 9)
    gate.prove(known)
    gate.leave(known)
    gate.leave(others[0])
    assert gate.open == 7
    entered(gate, ELSEWHERE, 1)
    entered(gate, LAB, 2)
    assert gate.enter(LAB) is Refusal.CONNECTIONS


def test_who_comes_into_the_last_tenth_is_told_so_known_or_not():
    """By the places that are taken, whoever holds them: silent ones of a known address too."""
    gate = Gate(20, 100)
    (first,) = entered(gate, LAB, 1)
    gate.prove(first)
    assert [place.in_reserve for place in entered(gate, LAB, 19)] == [False] * 17 + [True] * 2


def test_who_comes_when_the_tenth_is_free_again_is_not_in_it():
    gate = Gate(20, 100)
    places = entered(gate, LAB, 18)
    gate.leave(places[0])
    assert [place.in_reserve for place in entered(gate, ELSEWHERE, 1)] == [False]


@pytest.mark.parametrize("places", [1, 9])
def test_few_places_have_no_tenth(places):
    gate = Gate(places, 100)
    assert [place.in_reserve for place in entered(gate, LAB, places)] == [False] * places
    assert gate.enter(LAB) is Refusal.CONNECTIONS


def test_places_of_one_address():
    gate = Gate(100, 4)
    places = entered(gate, LAB, 4)
    assert gate.enter(LAB) is Refusal.PER_ADDRESS
    entered(gate, ELSEWHERE, 4)
    gate.leave(places[0])
    entered(gate, LAB, 1)
    assert gate.enter(LAB) is Refusal.PER_ADDRESS


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1"])
def test_loopback_is_not_counted_by_address(address):
    entered(Gate(100, 4), ip_address(address), 50)


def test_only_allowed_networks():
    gate = Gate(100, 4, (ip_network("192.0.2.0/29"), ip_network("2001:db8::/32")))
    entered(gate, LAB, 1)
    entered(gate, ip_address("2001:db8::5"), 1)
    outside = [ip_address(text) for text in ("192.0.2.8", "127.0.0.1", "2001:db9::")]
    assert [gate.enter(address) for address in outside] == [Refusal.NOT_ALLOWED] * 3


def test_nobody_comes_when_it_stops():
    gate = Gate(100, 4)
    gate.stopping = True
    assert gate.enter(HERE) is Refusal.STOPPING


def test_the_address_that_was_away_for_longest_is_forgotten():
    gate = Gate(10, 100)
    for number in range(MAX_KNOWN + 1):
        place = gate.enter(ip_address(0x0A000000 + number))
        gate.prove(place)
        gate.leave(place)
    entered(gate, ELSEWHERE, 9)
    assert gate.enter(ip_address(0x0A000000)) is Refusal.CONNECTIONS
    entered(gate, ip_address(0x0A000001), 1)


@pytest.mark.parametrize(
    ("text", "address"),
    [("127.0.0.1", "127.0.0.1"), ("::ffff:192.0.2.7", "192.0.2.7"), ("fe80::1%eth0", "fe80::1"), ("::1", "::1")],
)
def test_an_address_as_the_system_spells_it(text, address):
    assert address_of(text) == ip_address(address)
