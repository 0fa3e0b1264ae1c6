"""docs/protocol.md says what the code does: its tables are made from it, its worked example is its bytes.

`python tests/house/test_docs_protocol.py` writes the generated parts anew; read the diff before committing.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from protocol.cards import TEST_CARDS
from protocol.codes import CODES, Outcome, refund_outcome
from protocol.dialects import DEVICE, OUR_DEVICE, OURS, PLAIN, Capabilities, payment_device
from protocol.dialects.hypercom import facts as hypercom
from protocol.dialects.tlv import facts as tlv
from protocol.dialects.tlv.elements import read_elements
from protocol.dialects.unionpay import conditions, matrix, ours, subfields, terminal_side
from protocol.dialects.unionpay.demands import Demand
from protocol.dialects.unionpay.device_state import ROWS, DeviceState, write_state
from protocol.dialects.unionpay.profiles import VARIANTS
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.fields import FieldSpec
from protocol.framing import MAX_DATA, Check, crc, write_frame, write_length
from protocol.link import EDGES, LinkState, LinkTiming, Move
from protocol.link_bodies import recognise, told
from protocol.link_parts import LinkPart
from protocol.security import Key, WorkingKeys
from protocol.session import Timing
from protocol.transactions import Channel, Refund, RefundKey

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "protocol.md"


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def field_rows() -> str:
    def row(spec: FieldSpec) -> tuple[str, ...]:
        size = f"{spec.kind}{'..' if spec.prefix else ''}{spec.length}"
        prefix = {0: "", 2: "LL", 3: "LLL"}[spec.prefix]
        filler = "left" if spec.right else ""
        return (str(spec.number), spec.zh, spec.en, size, prefix, filler, str(spec.sensitivity), spec.source)

    head = ("field", "名称", "meaning", "form", "length", "filler", "shown", "source")
    return table(head, [row(spec) for spec in UNIONPAY.values()])


def part_rows() -> str:
    """Every layout of subfields, in the order of that file."""
    layouts = {name: value for name, value in vars(subfields).items() if name.isupper() and _is_layout(value)}
    rows = [
        (name.lower().replace("_", " "), part.name, part.zh, part.en, str(part.length or "rest"), str(part.sensitivity))
        for name, layout in layouts.items()
        for part in layout
    ]
    return table(("layout", "part", "名称", "meaning", "length", "shown"), rows)


def _is_layout(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and all(isinstance(part, subfields.Row) for part in value)


def transaction_rows() -> str:
    def row(it: matrix.Row) -> tuple[str, ...]:
        networks = f"{it.networks[0]} …" if len(it.networks) > 3 else " ".join(it.networks)
        cells = (it.zh, it.en, f"{it.mti}/{it.answer_mti}", it.processing, it.condition, " ".join(it.types), networks)
        return (*cells, str(it.silence), it.source)

    head = ("交易", "transaction", "MTI", "3", "25", "60.1", "60.3", "on silence", "source")
    return table(head, [row(it) for it in matrix.ROWS.values()])


def carried_rows() -> str:
    def numbers(fields: tuple[int, ...]) -> str:
        return " ".join(map(str, fields))

    def row(it: matrix.Row) -> tuple[str, ...]:
        body, reply = it.request, it.answer
        rules = ", ".join(condition.name for condition in body.conditions)
        return (
            it.en,
            numbers(body.mandatory),
            numbers(body.optional),
            rules,
            numbers(reply.approved),
            numbers(reply.usual),
        )

    head = ("transaction", "request carries", "usual beside it", "rules", "approval carries", "usual beside it")
    return table(head, [row(it) for it in matrix.ROWS.values()])


def condition_rows() -> str:
    rows = [(one.name, one.zh, one.en) for one in vars(conditions).values() if isinstance(one, conditions.Condition)]
    return table(("rule", "规则", "meaning"), rows)


def demand_rows() -> str:
    return table(("digit", "处理要求", "the host wants the terminal to"), [(it.digit, it.zh, it.en) for it in Demand])


def variant_rows() -> str:
    rows = [(f"`{it.name}`", it.about, it.zh, it.en, it.source) for it in VARIANTS.values()]
    return table(("variant", "about", "名称", "meaning", "source"), rows)


def capability_rows() -> str:
    rows = {
        "our emulator": OURS,
        "any UnionPay acquirer": PLAIN,
        "our emulator as a device": OUR_DEVICE,
        "any device": DEVICE,
    }
    head = [field.name for field in fields(Capabilities)]
    said = {True: "yes", False: "no"}
    return table(
        ("peer", *head),
        [
            (peer, *(said.get(getattr(row, name), str(getattr(row, name))) for name in head))
            for peer, row in rows.items()
        ],
    )


def device_state_rows() -> str:
    usual = {element.tag: element.value.decode("ascii") for element in read_elements(write_state(DeviceState())[3:])}
    rows = [(row.tag, row.zh, row.en, usual[row.tag] or "(empty)") for row in ROWS.values()]
    return table(("tag", "名称", "meaning", "usual"), rows)


def code_rows() -> str:
    def outcome(code: str) -> str:
        exact, other = (refund_outcome(code, amount_matches=matches) for matches in (True, False))
        return str(exact) if exact is other else f"{exact}, {other} for another amount"

    rows = [
        (row.code, row.operator_class, outcome(row.code), row.zh, row.en, row.recommended, row.advice.zh)
        for row in CODES.values()
    ]
    return table(("code", "class", "refund", "终端文字", "meaning", "推荐文字", "操作员"), rows)


def link_diagram() -> str:
    arrows = [
        f"    {state} --> {LinkState.IDLE if move is Move.DONE else state}: {heard.lower().replace('_', ' ')} / {move}"
        for (state, heard), move in EDGES.items()
    ]
    return "\n".join(
        ("```mermaid", "stateDiagram-v2", "    [*] --> idle", "    idle --> wait_ack: send", *arrows, "```", "")
    )


def link_rows() -> str:
    heard = ("ACK", "NAK", "FRAME", "SILENCE")
    rows = [(str(state), *(str(EDGES.get((state, event), "-")) for event in heard)) for state in LinkState]
    return table(("state", "ACK", "NAK", "a good frame", "`t_ack` over"), rows)


def link_part_rows(parts: dict[str, LinkPart]) -> str:
    def row(it: LinkPart) -> tuple[str, ...]:
        return (f"`{it.name}`", it.zh, it.en, str(it.form), str(it.size or ""), str(it.sensitivity), it.source)

    return table(("field", "名称", "meaning", "form", "size", "shown", "source"), [row(it) for it in parts.values()])


def hypercom_code_rows() -> str:
    """Transactions, then progress, then responses."""
    stages = {code: hypercom.STAGES.get(code, hypercom.STAGE[stage]) for code, stage in hypercom.PROGRESS.items()}
    kinds = {"transaction": hypercom.TRANSACTIONS, "progress": stages, "response": hypercom.RESPONSES}
    rows = [(kind, f"`{code}`", words.zh, words.en) for kind, codes in kinds.items() for code, words in codes.items()]
    return table(("kind", "code", "名称", "meaning"), rows)


def tlv_class_rows() -> str:
    rows = [(f"`{code}`", words.zh, words.en) for code, words in tlv.CLASSES.items()]
    return table(("`DF01`", "类别", "meaning"), rows)


PARTS: dict[str, Callable[[], str]] = {
    "link": link_rows,
    "link_diagram": link_diagram,
    "demands": demand_rows,
    "fields": field_rows,
    "parts": part_rows,
    "variants": variant_rows,
    "transactions": transaction_rows,
    "carried": carried_rows,
    "conditions": condition_rows,
    "capabilities": capability_rows,
    "device_state": device_state_rows,
    "codes": code_rows,
    "hypercom_codes": hypercom_code_rows,
    "hypercom_fields": lambda: link_part_rows(hypercom.PARTS),
    "tlv_classes": tlv_class_rows,
    "tlv_tags": lambda: link_part_rows(tlv.PARTS),
}


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def part(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- generated: {name} -->\n).*?(?=<!-- end -->)", re.DOTALL)


@pytest.mark.parametrize("name", PARTS)
def test_generated_parts_are_up_to_date(name: str) -> None:
    found = part(name).search(page())
    assert found is not None
    assert found[0] == PARTS[name](), "python tests/house/test_docs_protocol.py"


def test_every_generated_part_has_its_maker() -> None:
    assert re.findall(r"<!-- generated: (\w+) -->", page()) == list(PARTS)


# --- the worked example --------------------------------------------------------------------------------------------


def worked_bytes() -> bytes:
    """The left column of the table of that section, joined."""
    rows = re.findall(r"^\| `([0-9A-F ]+)` \|", page().split("## 9.")[1].split("## 10.")[0], re.MULTILINE)
    assert len(rows) > 20
    return bytes.fromhex("".join(rows).replace(" ", ""))


def test_the_worked_refund_is_what_the_dialect_writes() -> None:
    keys = tomllib.loads((ROOT / "fixtures" / "messages" / "keys.toml").read_text(encoding="utf-8"))
    mak = Key(bytes.fromhex(keys["mak"]["key"]))
    refund = Refund(
        RefundKey("123456789012345", "10000001", "0a1b2c3d", "000007", "000123", "20261122"),
        1234, "925498334778", "1120", Channel.CARD, "80000000000186", TEST_CARDS["unionpay"], (("A01", 1), ("B02", 2)),
    )  # fmt: skip
    worked = worked_bytes()
    assert terminal_side.encode(refund, WorkingKeys(mak, mak)) == worked
    frame, prefixed = write_frame(worked), write_length(worked)
    assert (frame[:3].hex(), frame[-2:].hex(), prefixed[:2].hex()) == ("020186", "0336", "00ba")


def test_numbers_in_the_text_are_the_codes_own() -> None:
    link, session = LinkTiming(), Timing()
    said = [
        f"0001 to {MAX_DATA}",
        f"| `t_char` | {link.t_char:g} s |",
        f"| `t_ack` | {link.t_ack:g} s (session: {session.t_ack:g} s) |",
        f"| `tries` | {link.tries} |",
        f"profile, {session.t_resp:g} s by default",
        f"| `t_cap` | {session.t_cap:g} s |",
        f"at most {ours.PAGE_BYTES} bytes",
        f"at most {ours.MAX_PAGES}\npages",
        *(f"`{tag.decode('ascii')}`" for tag in (ours.KEY_TAG, ours.QUERY_TAG, ours.OUTCOME_TAG)),
        f"    {ours.LEDGER_TAG.decode('ascii')}  ledger id",
        ours.EMULATOR_MARK,
        f"`?check={Check.CRC}`",
        *(f"`{text}`" for text in (*hypercom.OUTCOMES, payment_device.LEDGER_TAG, hypercom.KEY, hypercom.KEY_DATE)),
        ", ".join(f"`{mine}` counts as {iso}" for mine, iso in hypercom.ISO_CODES.items()),
        *(f"`{channel}`" for channel in Channel),
    ]
    assert [words for words in said if words not in page()] == []


def test_the_frame_in_the_text_is_told_as_the_page_says() -> None:
    octets, said = re.findall(r"bodies, `([0-9A-F]+)` as\n\"(.+?)\"", page())[0]
    lines = (ROOT / "fixtures" / "frames" / "D4.hex").read_text(encoding="utf-8").splitlines()
    assert octets == re.sub(r"\s", "", "".join(line.split("#")[0] for line in lines)).upper()
    assert told(recognise(bytes.fromhex(octets)[3:-2])) == said


def test_the_check_value_of_the_crc_is_the_published_one() -> None:
    assert f"`123456789` gives {crc(b'123456789'):04X}" in page()


def test_unlisted_codes_are_unknown_as_the_page_says() -> None:
    assert refund_outcome("ZZ", amount_matches=True) is Outcome.UNKNOWN


if __name__ == "__main__":
    text = page()
    for name, make in PARTS.items():
        text = part(name).sub(lambda _, make=make: make(), text, count=1)  # an empty part would match twice
    PAGE.write_text(text, encoding="utf-8")
