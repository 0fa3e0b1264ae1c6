"""A body of the MIS link in words, masked: its class, and its tags in their order. Words alone; nothing is judged.

A payload (DF06) is opened once: elements, or an ISO 8583 packet, which is shown as any other. One inside another, and
one that is neither, stays hidden.
"""

from collections.abc import Sequence

from protocol.describe import opening_of
from protocol.dialects.tlv import facts
from protocol.dialects.tlv.elements import TAG, Element, read_elements
from protocol.dialects.unionpay.detect import detect
from protocol.dialects.unionpay.document import write_document
from protocol.errors import DecodeError
from protocol.link_parts import MASK, LinkBody, LinkLine, line_of
from protocol.words import Words

NAME = "tlv"


def describe(elements: Sequence[Element]) -> LinkBody:
    """The body for people."""
    lines = tuple(_payload(one) if one.tag == facts.PAYLOAD else _line(one) for one in elements)
    digits = next((line.value for line in lines if line.name == facts.CLASS), "")
    kind = facts.CLASSES.get(digits, Words(f"（类别 {digits or '?'}）", f"of class {digits or '?'}"))
    return LinkBody(NAME, Words(f"MIS{kind.zh}", f"MIS {kind.en}"), {}, lines, (facts.CLASS,))


def _line(element: Element) -> LinkLine:
    return line_of(element.tag, element.value, facts.PARTS, packed=True)


def _payload(element: Element) -> LinkLine:
    hidden = _hidden(element)
    try:
        if element.value[:1] == TAG:
            inside = (_hidden(one) if one.tag == facts.PAYLOAD else _line(one) for one in read_elements(element.value))
            return hidden._replace(inside=tuple(inside))
        found = detect(element.value)
    except DecodeError:
        size = len(element.value)
        return hidden._replace(meaning=Words(f"读不出的 {size} 字节", f"{size} bytes that can't be read"))
    opening = Words(*(opening_of(found.packet, found.profile, lang) for lang in ("zh", "en")))
    return hidden._replace(meaning=opening, message=write_document(found.packet, found.profile))


def _hidden(element: Element) -> LinkLine:
    row = facts.PARTS[element.tag]
    return LinkLine(element.tag, Words(row.zh, row.en), MASK * len(element.value))
