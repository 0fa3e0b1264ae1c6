"""What a link frame carries, in whichever of the dialects: found by its bytes alone, told in a line or as data, masked.

The rule: a body is of the dialect whose layout all of its bytes have; nothing is guessed from a part. The three can't
be taken for one another: a MIS body begins with DF, a Hypercom one with 17 printable characters and a separator, and
neither is where a UnionPay message has its type.
"""

from typing import Any

from protocol.describe import clean, opening_of
from protocol.dialects.hypercom import body as hypercom
from protocol.dialects.hypercom.describe import describe as hypercom_described
from protocol.dialects.tlv.describe import describe as tlv_described
from protocol.dialects.tlv.elements import TAG, read_elements
from protocol.dialects.unionpay.detect import Detection, detect
from protocol.dialects.unionpay.document import write_document
from protocol.link_parts import LinkBody
from protocol.words import Lang

UNIONPAY = "unionpay"

Inside = LinkBody | Detection


def recognise(data: bytes) -> Inside:
    """What `data` is. Raises DecodeError: of the dialect that its beginning has."""
    if data[:1] == TAG:
        return tlv_described(read_elements(data))
    if hypercom.begins(data):
        return hypercom_described(hypercom.read_body(data))
    return detect(data)


def dialect(found: Inside) -> str:
    """Its name: unionpay, hypercom, tlv."""
    return UNIONPAY if isinstance(found, Detection) else found.dialect


def told(found: Inside, lang: Lang = "zh") -> str:
    """One line, without signs that a screen obeys."""
    if isinstance(found, Detection):
        return opening_of(found.packet, found.profile, lang)
    return clean(found.told(lang))


def document(found: Inside, lang: Lang = "zh") -> dict[str, Any]:
    """The whole, as data: of a UnionPay message the document of `tuihuo message decode`."""
    if isinstance(found, Detection):
        return write_document(found.packet, found.profile)
    return found.document(lang)
