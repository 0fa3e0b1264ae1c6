"""Which goods come back, and how many of each; all that is left is preset (全退). Pure.

The rule: only 确认 makes what was keyed the goods of the refund.
"""

from dataclasses import replace

from protocol.money import format_yuan
from protocol.transactions import Goods
from terminal.columns import clean, pad, width
from terminal.face.entry import quantity_keyed
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.list_page import index_of, moved, numbered
from terminal.screens.page import LCD_COLUMNS, ROW, Line, Look, PageScreen, Turn, View, money, wrapped

SHOWN, NAME_ROWS = 6, 2
"""Lines of goods on a page, and below them rows for the whole name of the chosen one."""


class GoodsPage(PageScreen):
    """Up and down choose a line; digits, + and - set its quantity; 全退 takes all; 金额 keys an amount instead.

    确认 takes the preset at once. Where a quantity was changed it goes on to the next line first, so that nobody who
    keys line by line sends the rest of an order back unseen.
    """

    page = Page.GOODS

    def view(self, scene: Scene, t: Texts) -> View:
        draft = scene.draft
        goods = draft.original.goods if draft.original else ()
        first = scene.cursor // SHOWN * SHOWN
        lines = tuple(
            _line(item, draft.keyed_quantities[index], index, index == scene.cursor, t)
            for index, item in list(enumerate(goods))[first : first + SHOWN]
        )
        gap = tuple(Line() for _ in range(SHOWN - len(lines)))
        name = wrapped(goods[scene.cursor].name, Look.DIM)[:NAME_ROWS] if goods else ()
        below = (*name, *(Line() for _ in range(NAME_ROWS - len(name))))
        total = Line(
            t("goods.total", amount=money(draft.goods_fen(draft.keyed_quantities), scene.practice, t)), Look.STRONG
        )
        title = numbered(t("title.goods"), scene.cursor, len(goods), SHOWN)
        return View(title, (Line(), *lines, *gap, *below, total), t("hint.goods"), keyed=True)

    def press(self, scene: Scene, key: str) -> Turn:
        original = scene.draft.original
        if original is None or key == "back":
            return Turn(scene, Event.BACK)
        now, most = scene.draft.keyed_quantities[scene.cursor], original.goods[scene.cursor].left
        match key:
            case "up" | "down":
                return Turn(replace(scene, cursor=moved(scene.cursor, key, len(original.goods))))
            case "plus" | "minus":
                return _set(scene, now + (1 if key == "plus" else -1), most)
            case "clear":
                return _set(scene, 0, most)
            case "all":
                return Turn(scene.drafted(replace(scene.draft, keyed_quantities=_all_left(original.goods))))
            case "amount":
                return Turn(scene, Event.AMOUNT)
            case "ok" if scene.draft.keyed_quantities != _all_left(original.goods) and scene.cursor + 1 < len(
                original.goods
            ):
                return Turn(replace(scene, cursor=scene.cursor + 1))
            case "ok":
                return _done(scene)
            case _ if key.startswith(ROW):
                index = index_of(key, len(original.goods))
                return Turn(scene if index is None else replace(scene, cursor=index))
            case _ if key.isdecimal():
                return _set(scene, quantity_keyed(now, key, most), most, asked=int(key))
            case _:
                return Turn(scene)


def _done(scene: Scene) -> Turn:
    if not scene.draft.goods_fen(scene.draft.keyed_quantities):
        return Turn(scene.noted("note.no_goods"))
    return Turn(scene.drafted(scene.draft.chosen(by_amount=False)), Event.DONE)


def _all_left(goods: tuple[Goods, ...]) -> tuple[int, ...]:
    return tuple(item.left for item in goods)


def _set(scene: Scene, quantity: int, most: int, *, asked: int = 0) -> Turn:
    if quantity > most or asked > most:
        return Turn(scene.noted("note.quantity", most=most))
    quantities = list(scene.draft.keyed_quantities)
    quantities[scene.cursor] = max(0, quantity)
    return Turn(scene.drafted(replace(scene.draft, keyed_quantities=tuple(quantities))))


def _line(goods: Goods, quantity: int, index: int, chosen: bool, t: Texts) -> Line:
    """Price and quantity whole; of the name what there is room for."""
    counted = f"{format_yuan(goods.unit_fen)} {t('goods.line', n=quantity, left=goods.left)}"
    name = pad(clean(goods.name), LCD_COLUMNS - 2 - width(counted))
    text = f"{'>' if chosen else ' '}{name} {counted}"
    return Line(pad(text, LCD_COLUMNS), Look.CHOSEN if chosen else Look.PLAIN, f"{ROW}{index}")
