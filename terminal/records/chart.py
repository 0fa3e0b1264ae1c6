"""Totals as lines of text: kind, count, sum, and a bar as long as the sum is large. Pure.

The rule: nothing is wider than the columns given; the longest bar fills what is left, and what is not nothing has one.
"""

from protocol.money import format_yuan
from terminal.columns import pad, width
from terminal.language import Texts
from terminal.records.table import kind_words, signed_sum
from terminal.trade.batch import KindTotal

SCREEN_MARK = "#"
"""Of bars on a screen: block characters are two columns wide on some terminals."""

_COUNT, _AMOUNT, _LEAST_BAR = 6, 14, 8


def chart(totals: tuple[KindTotal, ...], t: Texts, columns: int, mark: str = SCREEN_MARK) -> tuple[str, ...]:
    """One line a total; none for no totals."""
    names = [named(one, t) for one in totals]
    room = columns - _COUNT - _AMOUNT - 3
    name_columns = min(max(map(width, names), default=0), room - _LEAST_BAR)
    most = max((one.fen for one in totals), default=0)
    return tuple(
        f"{pad(name, name_columns)} {pad(t('records.count', n=one.count), _COUNT, 'right')} "
        f"{pad(_yuan(one), _AMOUNT, 'right')} {mark * bar(one.fen, most, room - name_columns)}"
        for name, one in zip(names, totals, strict=True)
    )


def named(one: KindTotal, t: Texts) -> str:
    """Kind and way of paying."""
    return f"{kind_words(one.kind, t)} {t(f'channel.{one.channel}')}"


def _yuan(one: KindTotal) -> str:
    return format_yuan(signed_sum(one.kind, one.fen))


def bar(value: int, most: int, room: int) -> int:
    """Its length, of so many columns where it is the most."""
    return max(1, value * room // most) if value else 0
