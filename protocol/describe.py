"""A message, a difference or a fault -> lines for people: byte spans beside meaning, masked by the sensitivity column.

Words and layout only: what a value says is read in the dialect, and what may be shown is decided by its masks. Nothing
here prints; text from outside has gone through `clean` and can't steer a screen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from protocol.dialects.unionpay import lessons, masks, places, readings, subfields
from protocol.dialects.unionpay.compare import Difference
from protocol.dialects.unionpay.envelope import Packet
from protocol.dialects.unionpay.lessons import Lesson
from protocol.dialects.unionpay.places import Place
from protocol.dialects.unionpay.profiles import Profile
from protocol.dialects.unionpay.reasons import told_reason
from protocol.dialects.unionpay.subfields import UNEXPLAINED, Part
from protocol.errors import DecodeError
from protocol.fields import FieldSpec, Kind, Table
from protocol.message import Message, Value
from protocol.words import NOTHING, Lang, Words, obeyed

BYTES_A_LINE = 8
_OFFSET_COLUMNS, _HEX_COLUMNS = 9, 3 * BYTES_A_LINE + 5
_LONG = 64
"""Characters of a value that is made of parts and is shown as a whole too."""

_CODE = 39
_AMOUNTS = {4: 49, 5: 50, 6: 51}
"""Fields of money -> the field that names its currency."""


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of the dump and what it says. start, end: bytes, end excluded. dump: its hex, stars for what is hidden,
    blanks between bytes. depth: 0 envelope and fields, 1 parts, 2 what is inside a chip template.
    """

    start: int
    end: int
    dump: str
    depth: int
    name: str
    label: Words
    value: str
    meaning: Words = NOTHING

    def told(self, lang: Lang) -> str:
        """As one text: 4 交易金额：000000001234，12.34 元."""
        colon, comma = ("：", "，") if lang == "zh" else (": ", ", ")
        said = comma.join(text for text in (self.value, self.meaning.told(lang)) if text)
        title = " ".join(text for text in (self.name.strip(UNEXPLAINED), self.label.told(lang)) if text)
        return clean(f"{title}{colon if said else ''}{said}")


def clean(text: str) -> str:
    """Text from outside, in one line and without signs that a screen obeys."""
    return "".join("·" if obeyed(letter) else letter for letter in text)


# --- the page ------------------------------------------------------------------------------------------------------


def explain(packet: Packet, profile: Profile, lang: Lang = "zh") -> list[str]:
    """A page about one message: an opening sentence, its bytes in order, what to check."""
    table = places.places(packet, profile.table)
    lesson = Lesson(packet, profile, table)
    words = _PAGE[lang]
    size = table[-1].end
    page = [lessons.opening(lesson).told(lang), words["size"].format(size=size, profile=profile.name), ""]
    page.append(words["head"])
    for line in lines(packet, profile):
        page += _rows(line, lang)
    page += ["", words["legend"], "", words["check"]]
    page += [f"  {remark.mark.value}  {remark.words.told(lang)}" for remark in lessons.remarks(lesson)]
    return [clean(line) for line in page]


def opening_of(packet: Packet, profile: Profile, lang: Lang = "zh") -> str:
    """The page's first sentence alone."""
    lesson = Lesson(packet, profile, places.places(packet, profile.table))
    return clean(lessons.opening(lesson).told(lang))


_PAGE = {
    "zh": {
        "size": "全文 {size} 字节，按格式 {profile} 读完，没有剩余。下面按字节顺序说明：",
        "head": "字节     内容（十六进制）             说明",
        "legend": "方括号里是长度前缀；* 是遮住的数字（卡号、磁道、密码、密钥、MAC）。",
        "check": "要核对的：",
    },
    "en": {
        "size": "{size} bytes, read as {profile} with nothing left over. The bytes in order:",
        "head": "bytes    content (hex)                meaning",
        "legend": "In brackets: a length prefix. *: hidden (card number, tracks, PIN, keys, MAC).",
        "check": "What to check:",
    },
}


def _rows(line: Line, lang: Lang) -> list[str]:
    octets = line.dump.split(" ") if line.dump else []
    chunks = [" ".join(octets[at : at + BYTES_A_LINE]) for at in range(0, len(octets), BYTES_A_LINE)]
    where = f"{line.start}-{line.end - 1}" if line.end - line.start > 1 else f"{line.start}"
    indent = "  " * line.depth
    rows = zip_longest([where], chunks, [indent + line.told(lang)], fillvalue="")
    return [f"{at:<{_OFFSET_COLUMNS}}{dump:<{_HEX_COLUMNS}}{text}".rstrip() for at, dump, text in rows]


# --- the lines -----------------------------------------------------------------------------------------------------


def lines(packet: Packet, profile: Profile) -> tuple[Line, ...]:
    """Every place of the packet in the order of its bytes, fields followed by their parts."""
    table, message = profile.table, packet.message
    found: list[Line] = []
    for place in places.places(packet, table):
        if place.name.isdecimal():
            number = int(place.name)
            found += _field_lines(place, table[number], message.fields[number], message, profile)
        else:
            found.append(_front_line(place, packet))
    return tuple(found)


def _front_line(place: Place, packet: Packet) -> Line:
    envelope, message = packet.envelope, packet.message
    if place.name == places.LENGTH:
        octets = (envelope.length or 0).to_bytes(2, "big")
        label, value, meaning = (
            Words("长度", "length"),
            str(envelope.length),
            Words("后面的字节数", "bytes that follow"),
        )
    elif place.name == places.TPDU:
        octets = bytes.fromhex(envelope.tpdu or "")
        label, value, meaning = Words("TPDU", "TPDU"), envelope.tpdu or "", _tpdu(envelope.tpdu or "")
    elif place.name == places.HEADER:
        octets = bytes.fromhex(envelope.header or "")
        label, value, meaning = Words("报文头", "header"), envelope.header or "", _header(envelope.header or "")
    elif place.name == places.MTI:
        octets = bytes.fromhex(message.mti)
        label, value, meaning = Words("消息类型", "message type"), message.mti, lessons.name(message)
    else:
        octets = places.bitmap(message)
        numbers = " ".join(map(str, message.fields))
        label, value, meaning = Words("位图", "bitmap"), "", Words(f"有这些域 {numbers}", f"fields {numbers}")
    return Line(place.start, place.end, _spaced(octets.hex().upper()), 0, "", label, value, meaning)


def _tpdu(digits: str) -> Words:
    to, source = digits[2:6], digits[6:]
    return Words(f"发往 {to}，来自 {source}", f"to {to}, from {source}")


def _header(digits: str) -> Words:
    if len(digits) != places.HEADER_DIGITS:
        return NOTHING
    state = ("正常", "normal") if digits[4] == "0" else ("测试", "test") if digits[4] == "1" else ("?", "?")
    wish = _WISHES.get(digits[5], Words(f"处理要求 {digits[5]}", f"processing request {digits[5]}"))
    zh = f"应用 {digits[:2]}，版本 {digits[2:4]}，终端状态{state[0]}，{wish.zh}，软件 {digits[6:]}"
    en = f"application {digits[:2]}, version {digits[2:4]}, terminal {state[1]}, {wish.en}, software {digits[6:]}"
    return Words(zh, en)


# fmt: off
_WISHES = {     # 处理要求, set by the host
    "0": Words("无处理要求",         "nothing asked"),
    "1": Words("要求下载磁条参数",   "download stripe parameters"),
    "2": Words("要求上送状态",       "upload status"),
    "3": Words("要求重新签到",       "sign on again"),
    "4": Words("要求更新公钥",       "update public keys"),
    "5": Words("要求下载IC参数",     "download chip parameters"),
    "6": Words("要求TMS下载",        "TMS download"),
    "7": Words("要求下载卡BIN黑名单", "download the BIN blacklist"),
    "8": Words("要求下载汇率",       "download currency rates"),
    "9": Words("要求下载非接参数",   "download contactless parameters"),
}
# fmt: on


def _field_lines(place: Place, spec: FieldSpec, value: Value, message: Message, profile: Profile) -> Iterator[Line]:
    hide = masks.hidden(spec, value, message)
    nibbles = places.nibbles(spec, value, message, hide)
    parts = subfields.split(spec.number, value, message)
    head = 2 * (place.value_start - place.start)
    prefix = f"[{_spaced(nibbles[:head])}]" if head else ""
    dump = prefix if parts else f"{prefix} {_spaced(nibbles[head:])}".strip()
    shown = _quoted(_value_shown(spec, value, message, hide))
    meaning = NOTHING if hide else reading(spec.number, value, message, profile)
    label = _with_filler(spec, message)
    yield Line(place.start, place.end, dump, 0, str(spec.number), label, shown, meaning)
    units = masks.as_octets(value)
    for part in parts:
        start, end = places.part_span(place, spec, part, len(value))
        if part.octets and not part.value:  # a template: what is inside follows
            end = start + 2 * part.head
        shown = _quoted(_part_shown(spec, part, hide, units))
        meaning = NOTHING if any(at in hide for at in range(part.value_start, part.end)) else part.meaning
        dump = _spaced(nibbles[start - 2 * place.start : end - 2 * place.start])
        yield Line(start // 2, -(-end // 2), dump, part.depth, part.name, part.label, shown, meaning)


def _value_shown(spec: FieldSpec, value: Value, message: Message, hide: frozenset[int]) -> str:
    """The value as text; "" for octets, and for what its parts say."""
    if len(value) > _LONG or (isinstance(value, bytes) and spec.kind is not Kind.TEXT):
        return ""
    if isinstance(value, bytes):
        return masks.text_shown(hide, value, 0, len(value))
    return masks.masked(spec, value, message)


def _part_shown(spec: FieldSpec, part: Part, hide: frozenset[int], units: bytes) -> str:
    """The part as text; "" for octets, which stand in the dump."""
    if not part.octets:
        return masks.part_shown(part, hide, units)
    return masks.text_shown(hide, units, part.value_start, part.end) if spec.kind is Kind.TEXT else ""


def reading(number: int, value: Value, message: Message, profile: Profile) -> Words:
    """What the whole value of a field says; NOTHING where its parts do, or nothing does."""
    if not isinstance(value, str):
        return NOTHING
    if number == _CODE:
        return lessons.code_words(message, profile)
    if number in _AMOUNTS:
        return readings.amount_in(message.text(_AMOUNTS[number]))(value)
    return subfields.WHOLE.get(number, readings.plain)(value)


def _with_filler(spec: FieldSpec, message: Message) -> Words:
    nibble = message.fillers.get(spec.number)
    if nibble is None:
        return Words(spec.zh, spec.en)
    return Words(f"{spec.zh}（补位 {nibble}）", f"{spec.en} (filler {nibble})")


def _quoted(text: str) -> str:
    """The text, in quotation marks where blanks at its ends would not be seen."""
    text = clean(text)
    return f'"{text}"' if text != text.strip() else text


def _spaced(nibbles: str) -> str:
    return " ".join(nibbles[at : at + 2] for at in range(0, len(nibbles), 2))


# --- differences and faults ----------------------------------------------------------------------------------------


def told_differences(found: Iterable[Difference], lang: Lang = "zh") -> list[str]:
    """A line a difference: what, and how it stands in the first and in the second message."""
    words = _DIFFERENCE[lang]
    told = []
    for one in found:
        first, second = (words["absent"] if text is None else _quoted(text) or '""' for text in (one.first, one.second))
        title = " ".join(text for text in (one.name, one.label.told(lang)) if text)
        told.append(f"{title}: {words['masked'].format(first) if first == second else f'{first} -> {second}'}")
    return told


_DIFFERENCE = {
    "zh": {"absent": "（没有）", "masked": "{}（遮住的部分不同）"},
    "en": {"absent": "(absent)", "masked": "{} (the hidden part differs)"},
}


def told_fault(error: DecodeError, table: Table, lang: Lang = "zh") -> list[str]:
    """Where reading ended and why, and what had been read until then, masked."""
    spec = table.get(int(error.field)) if error.field is not None and error.field.isdecimal() else None
    named = f" {Words(spec.zh, spec.en).told(lang)}" if spec is not None else ""
    words = _FAULT[lang]
    wanted, reason = (told_reason(text or "", lang) for text in (error.wanted, error.reason))
    # fmt: off
    parts = [
        words["field"].format(error.field, named) if error.field is not None else "",
        words["offset"].format(error.offset)      if error.offset is not None else "",
        words["wanted"].format(wanted)            if wanted else "",
        words["left"].format(error.left)          if error.left is not None else "",
        words["reason"].format(reason),
    ]
    # fmt: on
    told = [(words["joint"].join(part for part in parts[:-1] if part) + parts[-1]).strip()]
    if error.so_far:
        told += [words["so_far"], *(f"  {number} {value}" for number, value in shown_so_far(error, table).items())]
    return told


# fmt: off
_FAULT = {
    "zh": {
        "field":  "{}域{}",
        "offset": "第 {} 字节起",
        "wanted": "要{}",
        "left":   "剩 {} 字节",
        "reason": "（{}）",
        "joint":  "，",
        "so_far": "在此之前已读出：",
    },
    "en": {
        "field":  "field {}{}",
        "offset": "at byte {}",
        "wanted": "wanted {}",
        "left":   "{} bytes left",
        "reason": " ({})",
        "joint":  ", ",
        "so_far": "read until there:",
    },
}
# fmt: on


def shown_so_far(error: DecodeError, table: Table) -> dict[str, str]:
    """The fields that had been decoded before the error, masked."""
    message = Message("0000", error.so_far or {})
    return {
        str(number): clean(masks.masked(table[number], value, message))
        for number, value in message.fields.items()
        if number in table
    }
