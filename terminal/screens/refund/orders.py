"""请选择订单: the orders at hand, newest first, searched by digits; or those that a few digits mean. Pure.

The rule: digits search here and choose nothing; up, down and 确认 choose, + and - turn the page.
"""

from dataclasses import replace

from protocol.transactions import Original
from terminal.columns import clean, cut, pad, width
from terminal.face.asks.ask import Ask
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.entry_page import CURSOR
from terminal.screens.list_page import moved, numbered, turned
from terminal.screens.page import LCD_COLUMNS, ROW, Line, Look, PageScreen, Turn, View, money, wrapped
from terminal.screens.refund.order import found, named
from terminal.screens.refund.original import state_of
from terminal.trade.order_list import Hit, Listed

SHOWN = 6
"""Rows on a page: the search stands above them, the chosen order below."""

MOST_DIGITS = 14


class OrdersPage(PageScreen):
    """See the module."""

    page = Page.ORDERS

    def view(self, scene: Scene, t: Texts) -> View:
        rows = matching(scene)
        first = scene.cursor // SHOWN * SHOWN
        lines = tuple(
            _line(scene, at, index == scene.cursor, index, t)
            for index, at in list(enumerate(rows))[first : first + SHOWN]
        )
        gap = tuple(Line() for _ in range(SHOWN - len(lines)))
        more = t("orders.more", count=len(scene.draft.listed.rows)) if scene.draft.listed.more else ""
        keyed = f"{t('orders.search')} {scene.draft.search}{CURSOR}"
        search = Line(pad(keyed, LCD_COLUMNS - width(more)) + more, Look.ENTRY)
        below = _chosen(scene, t) if rows else (Line(t("orders.none")),)
        title = numbered(t("title.orders"), scene.cursor, len(rows), SHOWN)
        return View(title, (search, *lines, *gap, *below), t("hint.orders"))

    def press(self, scene: Scene, key: str) -> Turn:
        rows, text = matching(scene), scene.draft.search
        match key:
            case "back":
                return Turn(scene, Event.BACK)
            case "clear":
                return Turn(_searched(scene, text[:-1]))
            case "up" | "down" if rows:
                return Turn(replace(scene, cursor=moved(scene.cursor, key, len(rows))))
            case "plus" | "minus" if rows:
                return Turn(replace(scene, cursor=turned(scene.cursor, key, len(rows), SHOWN)))
            case "ok" if rows:
                return Turn(scene, ask=named(rows[scene.cursor], scene.draft.listed))
            case _ if key.isdecimal() and len(text) < MOST_DIGITS:
                return Turn(_searched(scene, text + key))
            case _ if key.startswith(ROW) and int(key.removeprefix(ROW)) < len(rows):
                index = int(key.removeprefix(ROW))
                return Turn(replace(scene, cursor=index), ask=named(rows[index], scene.draft.listed))
            case _:
                return Turn(scene)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return found(scene, answer)


def matching(scene: Scene) -> list[int]:
    """The places in the list of what the search fits: number, reference, voucher or amount."""
    text, rows = scene.draft.search, scene.draft.listed.rows
    return [at for at, row in enumerate(rows) if text in _searchable(row.original)]


def _searchable(original: Original) -> str:
    return f"{original.order_no} {original.reference_no} {original.voucher_no} {original.amount_fen}"


def _searched(scene: Scene, text: str) -> Scene:
    return replace(scene, draft=replace(scene.draft, search=text), cursor=0)


def _line(scene: Scene, at: int, chosen: bool, index: int, t: Texts) -> Line:
    row = scene.draft.listed.rows[at]
    text = _fitting(row, money(row.original.amount_fen, scene.practice, t), t)
    look = Look.CHOSEN if chosen else Look.PLAIN if row.original.remaining_fen else Look.DIM
    return Line(f"{'>' if chosen else ' '}{text}", look, f"{ROW}{index}")


def _fitting(row: Listed, amount: str, t: Texts) -> str:
    """As much of the row as leaves room for its whole amount: number, why it is meant or when it was paid, amount."""
    original, columns = row.original, LCD_COLUMNS - 1
    day = f"{original.paid_date[4:6]}-{original.paid_date[6:]}"
    number = original.order_no or original.reference_no
    said = (
        t(f"hit.{row.hit}")
        if row.hit is not Hit.LISTED
        else f"{day} {original.paid_time[:2]}:{original.paid_time[2:4]}"
    )
    room = columns - width(amount) - 1
    return f"{pad(cut(f'{pad(number, MOST_DIGITS)} {said}', room), room)} {amount}"


def _chosen(scene: Scene, t: Texts) -> tuple[Line, ...]:
    """What else is known of the row under the cursor."""
    original = scene.draft.listed.rows[matching(scene)[scene.cursor]].original
    day, time = original.paid_date, original.paid_time
    when = f"{day[:4]}-{day[4:6]}-{day[6:]} {time[:2]}:{time[2:4]}"
    payer = f"{t(f'channel.{original.channel}')} {clean(original.payer)}"
    state = f"{when} {t(state_of(original))}"
    return (*wrapped(payer), Line(cut(state, LCD_COLUMNS)))
