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
from terminal.line.seen import SeenField, SeenFrame
from terminal.screens.device.lines import paged
from terminal.screens.list_page import MOST_ROWS, index_of, listed, moved, numbered, pages, turned
from terminal.screens.overlay import Overlay, away
from terminal.screens.page import EDGE_COLUMNS, EDGE_ROWS, Line, Look, Room, Turn, View

HEX_COLUMNS = 27
"""Eight octets, the blanks between them, the brackets of a length prefix, and a blank."""
BYTES_A_LINE = 8


class InspectorOverlay(Overlay):
    """A list of frames, the newest chosen; a digit or 确认 opens one, + and - turn its pages, 取消 goes back to the
    list, and then away. `Scene.over` counts the list's rows from the newest, and the pages of one frame from the first.
    """

    opens = Key.INSPECT
    asks = LookAtLine()

    def room(self, scene: Scene, below: Room) -> Room:
        return _room(scene)

    def view(self, scene: Scene, t: Texts, below: View) -> View:
        frames, opened, room = scene.device.frames or (), scene.device.opened, _room(scene)
        if not frames:
            words = "inspector.asked" if scene.device.frames is None else "inspector.empty"
            return View(t("title.inspector"), (Line(), Line(t(words))), t("hint.inspector_empty"))
        if opened is not None:
            return paged(t("title.inspector"), _told(frames[opened], scene, t), scene.over, room, t("hint.frame"))
        chosen, height = _chosen(scene, len(frames)), min(room.rows - 1, MOST_ROWS)
        rows = listed(tuple(_called(frame, scene, t) for frame in frames), chosen, height, room.columns)
        title = numbered(t("title.inspector"), chosen, len(frames), height)
        return View(title, (Line(), *rows), t("hint.inspector"))

    def press(self, scene: Scene, key: str) -> Turn:
        many = len(scene.device.frames or ())
        if not many:
            return away(scene)
        return _in_frame(scene, key, many) if scene.device.opened is not None else _in_list(scene, key, many)


def _in_list(scene: Scene, key: str, many: int) -> Turn:
    chosen, height = _chosen(scene, many), min(_room(scene).rows - 1, MOST_ROWS)
    match key:
        case "up" | "down":
            return Turn(replace(scene, over=many - 1 - moved(chosen, key, many)))
        case "plus" | "minus":
            return Turn(replace(scene, over=many - 1 - turned(chosen, key, many, height)))
        case "back":
            return away(scene)
        case _:
            index = chosen if key == "ok" else index_of(key, many, chosen, height)
            return Turn(scene) if index is None else _opened(scene, index, 0)


def _in_frame(scene: Scene, key: str, many: int) -> Turn:
    opened = scene.device.opened or 0
    match key:
        case "back" | "ok":
            return _opened(scene, None, many - 1 - opened)
        case _:
            lines = len(_told(scene.device.frames[opened], scene, translator(scene.lang))) if scene.device.frames else 0
            last = pages(lines, _room(scene).rows) - 1
            step = {"plus": 1, "down": 1, "minus": -1, "up": -1}.get(key, 0)
            return Turn(replace(scene, over=min(max(scene.over + step, 0), last)))


def _opened(scene: Scene, index: int | None, over: int) -> Turn:
    return Turn(replace(scene, device=replace(scene.device, opened=index), over=over))


def _chosen(scene: Scene, many: int) -> int:
    return max(0, many - 1 - scene.over)


def _room(scene: Scene) -> Room:
    return Room(scene.size[0] - EDGE_COLUMNS, scene.size[1] - EDGE_ROWS)


def _lang(scene: Scene) -> Lang:
    return "en" if scene.lang == "en" else "zh"


# --- one frame in words --------------------------------------------------------------------------------------------


def _called(frame: SeenFrame, scene: Scene, t: Texts) -> str:
    """When, which way, what, how long."""
    what = frame.title.told(_lang(scene)) or t(f"seen.{frame.what}")
    return f"{frame.at} {t(f'seen.{frame.way}')} {what} {t('seen.bytes', number=frame.size)}"


def _told(frame: SeenFrame, scene: Scene, t: Texts) -> tuple[Line, ...]:
    """Its heading, its octets where no field has them, and its fields with theirs."""
    columns = _room(scene).columns
    heading = Line(_called(frame, scene, t), Look.STRONG)
    bare = () if any(field.dump for field in frame.fields) else _octets(frame.hex)
    fields = (line for field in frame.fields for line in _field(field, scene, columns))
    return (heading, *bare, *fields)


def _octets(digits: str) -> tuple[Line, ...]:
    pairs = [digits[at : at + 2] for at in range(0, len(digits), 2)]
    return tuple(Line(" ".join(row)) for row in _rows(pairs))


def _field(field: SeenField, scene: Scene, columns: int) -> tuple[Line, ...]:
    """Hex on the left, eight octets a row; what it says on the right."""
    left = [" ".join(row) for row in _rows(field.dump.split(" "))]
    indent = "  " * field.depth
    right = wrap(clean(field.words.told(_lang(scene))), columns - HEX_COLUMNS - len(indent))
    rows = zip_longest(left, (indent + text for text in right), fillvalue="")
    return tuple(Line(pad(dump, HEX_COLUMNS) + text, more=at > 0) for at, (dump, text) in enumerate(rows))


def _rows(pairs: list[str]) -> list[list[str]]:
    return [pairs[at : at + BYTES_A_LINE] for at in range(0, len(pairs), BYTES_A_LINE)]
