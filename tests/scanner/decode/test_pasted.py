"""A QR code pasted over another slip's genuine bars is found out: however it is spelled, at every door for pictures."""

from pathlib import Path

import pytest
from pasted_slip import GENUINE, PASTED, PAYLOAD, in_a_large_one, of_a_camera, photo

from scanner.decode.cascade import read_picture
from scanner.decode.scan import decided
from scanner.decode.symbol import Symbol
from scanner.practice.photographer import Damage, photograph
from scanner.practice.slip import draw_slip
from scanner.salesslip import PRACTICE_SLIP_KEY

# fmt: off
SPELLED = {
    # how          text                                                                            what the picture is
    "capitals":    (PAYLOAD,                                                                       "slip_codes_differ"),
    "small":       (PAYLOAD.lower(),                                                               "slip_codes_differ"),
    "blank":       (f" {PAYLOAD}",                                                                 "slip_codes_differ"),
    "line":        (f"{PAYLOAD}\r\n",                                                              "slip_codes_differ"),
    "AIM":         (f"]Q1{PAYLOAD}",                                                               "slip_codes_differ"),
    "mark":        (f"\ufeff{PAYLOAD}",                                                            "slip_codes_differ"),
    "full width":  (PAYLOAD.replace("*", "\uff0a"),                                                "slip_codes_differ"),
    "bare":        (PASTED,                                                                        "slip_unsigned"),
    "bare groups": (f"{PASTED[:4]} {PASTED[4:8]} {PASTED[8:12]} {PASTED[12:]}",                    "slip_unsigned"),
}
# fmt: on


def of_a_file(picture: bytes, turn: int) -> tuple[Symbol, ...]:
    return read_picture(picture, budget_ms=1000).symbols  # four times, as the machine may be busy


def of_a_large_one(picture: bytes, turn: int) -> tuple[Symbol, ...]:
    return read_picture(in_a_large_one(picture), budget_ms=1000).symbols


@pytest.mark.parametrize("door", [of_a_file, of_a_large_one, of_a_camera])
@pytest.mark.parametrize("how", SPELLED)
def test_a_pasted_code_is_refused(how: str, door) -> None:
    text, word = SPELLED[how]
    result = decided(Path("x"), door(photo(GENUINE, text), 3), PRACTICE_SLIP_KEY)
    assert (result.slip, result.refused) == (None, word)


@pytest.mark.parametrize("door", [of_a_file, of_a_large_one, of_a_camera])
def test_a_bare_number_is_held_against_the_bars_where_the_shop_has_no_key(door) -> None:
    assert decided(Path("x"), door(photo(GENUINE, PASTED), 3), None).refused == "slip_codes_differ"


@pytest.mark.parametrize("px_a_dot", [0.45, 0.5, 0.6, 0.7, 0.8, 1.0])
@pytest.mark.parametrize("tilt_deg", [0, 12])
def test_small_on_a_large_photograph(px_a_dot: float, tilt_deg: float) -> None:
    damage = Damage(px_a_dot=px_a_dot, blur_px=0.7, noise=4, tilt_deg=tilt_deg)
    small = photograph(draw_slip(PAYLOAD, GENUINE, ["x"]), damage, 1)
    symbols = of_a_large_one(small, 0)
    assert decided(Path("x"), symbols, PRACTICE_SLIP_KEY).refused == "slip_codes_differ"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("size", [(4000, 3000), (5200, 3900), (5700, 4300)])
def test_within_the_budget_of_as_large_a_photograph_as_may_be(size: tuple[int, int], kind: str) -> None:
    small = photograph(draw_slip(PAYLOAD, GENUINE, ["x"]), Damage(px_a_dot=1.0, blur_px=0.7, noise=4, tilt_deg=12), 1)
    symbols = read_picture(in_a_large_one(small, size, kind)).symbols
    assert decided(Path("x"), symbols, PRACTICE_SLIP_KEY).refused == "slip_codes_differ"


@pytest.mark.parametrize("turn", range(15))
def test_a_camera_tells_no_slip_by_its_pasted_code_whatever_turn_it_is(turn: int) -> None:
    symbols = of_a_camera(photo(GENUINE), turn)
    assert decided(Path("x"), symbols, PRACTICE_SLIP_KEY).refused == "slip_codes_differ"
