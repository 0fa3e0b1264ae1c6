"""The fast way to read and write messages: plans, made for a shape of message when it is seen the second time.

Same messages, same bytes and same errors as protocol.codec, which serves whatever is seen once. One rule: memory is
bounded, whatever a peer sends, and what is used most stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial

from protocol import codec
from protocol.errors import DecodeError
from protocol.fields import FieldSpec, Table
from protocol.indexed import IndexedMessage, Layout
from protocol.message import Message, Value
from protocol.plan_readers import decoder, indexer
from protocol.plan_source import checked
from protocol.plan_writers import answerer, encoder

TYPE_CHECKING = False  # and no `import typing`: it would be a tenth of the time that importing this module takes
if TYPE_CHECKING:
    from typing import Any

    _AnswerKey = tuple[Layout, str, tuple[int, ...], *tuple[int, ...]]

PLANS = 128
"""Shapes (MTI and bitmap) kept, for each of decode, index, encode and answer: the trade's matrix has some 30 requests
with their answers, most in two or three forms (swiped, chip, keyed). At some 10 kB a plan that is 5 MB at the most."""

_HEAD, _LONG_HEAD = 10, 18
"""Bytes of MTI and bitmap, with one bitmap and with two."""


class Codec:
    """Reads and writes messages by one field table. Raises ValueError for a row that no message could have."""

    __slots__ = ("_answers", "_decoders", "_encoders", "_indexers", "table")

    def __init__(self, table: Table) -> None:
        self.table = checked(table)
        self._decoders = lru_cache(PLANS)(partial(_Plan, self._decode_plainly, self._make_decoder))
        self._indexers = lru_cache(PLANS)(partial(_Plan, self._index_plainly, self._make_indexer))
        self._encoders = lru_cache(PLANS)(partial(_Plan, self._encode_plainly, self._make_encoder))
        self._answers = lru_cache(PLANS)(self._answer_plan)

    def decode(self, data: bytes) -> Message:
        """As codec.decode. Raises DecodeError."""
        plan = self._decoders(data[:_HEAD])
        message: Message = (plan.compiled or plan.next())(data)
        return message

    def index(self, data: bytes) -> IndexedMessage:
        """Where the fields of the message in `data` lie. Raises DecodeError for what `codec.walk` refuses."""
        plan = self._indexers(data[:_HEAD])
        indexed: IndexedMessage = (plan.compiled or plan.next())(data)
        return indexed

    def encode(self, message: Message) -> bytes:
        """As codec.encode. Raises EncodeError."""
        plan = self._encoders((message.mti, *message.fields))
        data: bytes = (plan.compiled or plan.next())(message)
        return data

    def answer(self, indexed: IndexedMessage, mti: str, echo: tuple[int, ...], fields: Mapping[int, Value]) -> bytes:
        """A message of the fields `echo` of a request, their octets copied unread, and of these new ones.

        What the request lacks is not echoed; a field that is in both is the new one. Raises EncodeError.
        """
        plan = self._answers((indexed.layout, mti, echo, *fields))
        data: bytes = (plan.compiled or plan.next())(indexed, fields)
        return data

    # --- plans are made here ---------------------------------------------------------------------------------------

    def _make_decoder(self, head: bytes) -> Callable[[bytes], Message]:
        if _is_cut(head):
            return partial(_read_long, self._decoders, self._decode_plainly)
        layout = self._layout(head)
        return self._decode_plainly if layout is None else decoder(layout, self._decode_plainly)

    def _make_indexer(self, head: bytes) -> Callable[[bytes], IndexedMessage]:
        if _is_cut(head):
            return partial(_read_long, self._indexers, self._index_plainly)
        layout = self._layout(head)
        return self._index_plainly if layout is None else indexer(layout, self._index_plainly)

    def _make_encoder(self, key: tuple[str, *tuple[int, ...]]) -> Callable[[Message], bytes]:
        mti, *numbers = key
        specs = self._specs(numbers)
        if specs is None or not codec.is_mti(mti):
            return self._encode_plainly
        return encoder(mti, specs, self._encode_plainly)

    def _make_answer(self, key: _AnswerKey) -> Callable[[IndexedMessage, Mapping[int, Value]], bytes]:
        layout, mti, echo, *numbers = key
        plainly, specs = partial(self._answer_plainly, mti, echo), self._specs(numbers)
        if specs is None or not codec.is_mti(mti):
            return plainly
        return answerer(layout, mti, [number for number in echo if number in layout.seats], specs, plainly)

    def _answer_plan(self, key: _AnswerKey) -> _Plan:
        return _Plan(partial(self._answer_plainly, *key[1:3]), self._make_answer, key)

    def _layout(self, head: bytes) -> Layout | None:
        """Of the messages that begin so; None where no message can."""
        try:
            mti, numbers, start = codec.read_head(head)
        except DecodeError:
            return None
        specs = self._specs(numbers)
        return None if specs is None else Layout(mti, specs, start, self.decode)

    def _specs(self, numbers: list[int]) -> list[FieldSpec] | None:
        """Their rows; None where one has none."""
        specs = [self.table[number] for number in numbers if number in self.table]
        return specs if len(specs) == len(numbers) else None

    # --- the interpreter -------------------------------------------------------------------------------------------

    def _decode_plainly(self, data: bytes) -> Message:
        return codec.decode(data, self.table)

    def _index_plainly(self, data: bytes) -> IndexedMessage:
        mti, numbers, start = codec.read_head(data)
        places = list(codec.walk(data, self.table, numbers, start))
        layout = Layout(mti, [place.spec for place in places], start, self.decode)
        return IndexedMessage(data, (0, *(place.end for place in places if place.spec.prefix)), layout)

    def _encode_plainly(self, message: Message) -> bytes:
        return codec.encode(message, self.table)

    def _answer_plainly(
        self, mti: str, echo: tuple[int, ...], indexed: IndexedMessage, fields: Mapping[int, Value]
    ) -> bytes:
        octets = {number: indexed.raw(number) for number in echo if number in indexed.layout.seats}
        return codec.assemble(mti, octets | codec.write_fields(fields, {}, self.table))


class _Plan:
    """What to call for one shape: `compiled`, or what `next` says while there is none."""

    __slots__ = ("_interpret", "_key", "_make", "_seen", "compiled")

    def __init__(self, interpret: Callable[..., Any], make: Callable[..., Callable[..., Any]], key: object) -> None:
        self.compiled: Callable[..., Any] | None = None
        self._interpret, self._make, self._key = interpret, make, key
        self._seen = False

    def next(self) -> Callable[..., Any]:
        """The interpreter the first time; then the function made for the shape."""
        if self._seen:
            self.compiled = self._make(self._key)
            return self.compiled
        self._seen = True
        return self._interpret


def _is_cut(head: bytes) -> bool:
    """Whether a secondary bitmap follows that is not part of it."""
    return len(head) == _HEAD and head[2] >> 7 == 1


def _read_long(plans: Callable[[bytes], _Plan], interpret: Callable[[bytes], Any], data: bytes) -> Any:
    if len(data) < _LONG_HEAD:
        return interpret(data)
    plan = plans(data[:_LONG_HEAD])
    return (plan.compiled or plan.next())(data)
