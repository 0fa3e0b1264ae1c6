"""检视: what stood on the line, message by message, hex beside what each field says, masked. Pure.

The rule: it shows what the desk made of the line and nothing that it did not; numbers of cards, PINs and keys were
hidden before they came here.
"""

from dataclasses import replace
from itertools import zip_longest

from protocol.words import Lang
from terminal.columns import clean, pad, wrap
from terminal.face.asks.device import LookAtLine
from terminal.face.keys import Key
from terminal.face.scene import Scene
from terminal.language import Texts, translator
from terminal.line.frames import SeenField, SeenFrame
from terminal.screens.device.lines import in_pages, paged, turned_page
from terminal.screens.list_page import index_of, listed, moved, numbered, turned
from terminal.screens.overlay import Overlay, away
from terminal.screens.page import Line, Look, Room, Turn, View, wide_room

HEX_COLUMNS = 29
"""Eight octets behind a length prefix of one, blanks between them and one behind."""
BYTES_A_LINE = 8


class InspectorOverlay(Overlay):
    """A list of frames of the last transaction (0: all), the newest chosen; a digit or 确认 opens one, + and - turn its
    pages, 取消 goes back to the list, and then away. `Scene.over` counts the list's rows from the newest, and the pages
    of one frame from the first.
    """

    opens = Key.INSPECT
    asks = LookAtLine()

    def room(self, scene: Scene, below: Room) -> Room:
        return wide_room(scene)

    def view(self, scene: Scene, t: Texts, below: View) -> View:
        frames, opened, room = scene.device.listed, scene.device.opened, wide_room(scene)
        if not frames:
            words = "inspector.asked" if scene.device.frames is None else "inspector.empty"
            return View(t("title.inspector"), (Line(), Line(t(words))), t("hint.inspector_empty"))
        if opened is not None:
            return paged(t("title.inspector"), _told(frames[opened], scene, t), scene.over, t("hint.frame"))
        chosen, height = _chosen(scene, len(frames)), room.rows - 1
        rows = listed(tuple(_called(frame, scene, t) for frame in frames), chosen, height, room.columns)
        every = scene.device.every
        title = t("inspector.every" if every else "inspector.last")
        hint = t("hint.inspector_every" if every else "hint.inspector")
        return View(numbered(title, chosen, len(frames), height), (Line(), *rows), hint)

    def press(self, scene: Scene, key: str, below: View) -> Turn:
        many = len(scene.device.listed)
        if not many:
            return away(scene)
        return _in_frame(scene, key, many) if scene.device.opened is not None else _in_list(scene, key, many)


def _in_list(scene: Scene, key: str, many: int) -> Turn:
    chosen, height = _chosen(scene, many), wide_room(scene).rows - 1
    match key:
        case "up" | "down":
            return Turn(replace(scene, over=many - 1 - moved(chosen, key, many)))
        case "plus" | "minus":
            return Turn(replace(scene, over=many - 1 - turned(chosen, key, many, height)))
        case "back":
            return away(scene)
        case "0":
            return Turn(replace(scene, device=replace(scene.device, every=not scene.device.every), over=0))
        case _:
            index = chosen if key == "ok" else index_of(key, many, chosen, height)
            return Turn(scene) if index is None else _opened(scene, index, 0)


def _in_frame(scene: Scene, key: str, many: int) -> Turn:
    opened, t = scene.device.opened or 0, translator(scene.lang)
    match key:
        case "back" | "ok":
            return _opened(scene, None, many - 1 - opened)
        case _:
            frames = scene.device.listed
            return Turn(replace(scene, over=turned_page(scene.over, key, len(_told(frames[opened], scene, t)))))


def _opened(scene: Scene, index: int | None, over: int) -> Turn:
    return Turn(replace(scene, device=replace(scene.device, opened=index), over=over))


def _chosen(scene: Scene, many: int) -> int:
    return max(0, many - 1 - scene.over)


def _lang(scene: Scene) -> Lang:
    return "en" if scene.lang == "en" else "zh"


# --- one frame in words --------------------------------------------------------------------------------------------


def _called(frame: SeenFrame, scene: Scene, t: Texts) -> str:
    """When, which way, what, how long."""
    what = frame.title.told(_lang(scene)) or t(f"seen.{frame.what}")
    size = t("seen.bytes", number=frame.size) if frame.size > 1 else ""
    return f"{frame.at} {t('seen.out' if frame.outgoing else 'seen.in')} {what} {size}"


def _told(frame: SeenFrame, scene: Scene, t: Texts) -> list[tuple[Line, ...]]:
    """Pages of its heading, its octets where no field has them, and its fields with theirs."""
    columns = wide_room(scene).columns
    heading = Line(_called(frame, scene, t), Look.STRONG)
    bare = () if any(field.dump for field in frame.fields) else _octets(frame.hex)
    fields = (_field(field, scene, columns) for field in frame.fields)
    return in_pages(((heading,), bare, *fields), wide_room(scene).rows)


def _octets(digits: str) -> tuple[Line, ...]:
    return tuple(Line(row) for row in _hex_rows([digits[at : at + 2] for at in range(0, len(digits), 2)]))


def _field(field: SeenField, scene: Scene, columns: int) -> tuple[Line, ...]:
    """Hex on the left, eight octets a row; what it says on the right."""
    left = _hex_rows(field.dump.split(" "))
    indent = "  " * field.depth
    right = wrap(clean(field.words.told(_lang(scene))), columns - HEX_COLUMNS - len(indent))
    rows = zip_longest(left, (indent + text for text in right), fillvalue="")
    return tuple(Line(pad(dump, HEX_COLUMNS) + text, more=at > 0) for at, (dump, text) in enumerate(rows))


def _hex_rows(octets: list[str]) -> list[str]:
    """Eight octets a row, beside a length prefix as many as there is room for."""
    rows = [""]
    for octet in octets:
        longer = f"{rows[-1]} {octet}".strip()
        full = len(longer) >= HEX_COLUMNS or len(rows[-1].rpartition("]")[2].split()) >= BYTES_A_LINE
        rows = [*rows, octet] if full else [*rows[:-1], longer]
    return rows
