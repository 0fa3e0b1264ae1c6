"""设备状态: what device and terminal have to tell, or 未上报; then what is wrong and what to do. Pure."""

from collections.abc import Callable
from dataclasses import replace

from terminal.desk.doors import Checked
from terminal.face.asks.ask import Ask
from terminal.face.asks.device import LookAtDevice
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts, translator
from terminal.screens.device.lines import PAGE_ROWS, in_pages, named, paged, turned_page, what_is_wrong
from terminal.screens.page import Line, Look, PageScreen, Turn, View, wrapped
from terminal.trade.batch import BATCH_LIMIT
from terminal.trade.preflight import UNTOLD, DeviceReport, Standing

_NOBODY = Standing()


class StatePage(PageScreen):
    """确认 asks anew."""

    page = Page.DEVICE

    def arrival(self, scene: Scene) -> LookAtDevice:
        return LookAtDevice()

    def view(self, scene: Scene, t: Texts) -> View:
        return paged(t("menu.device"), _pages(scene, t), scene.cursor, t("hint.device"))

    def press(self, scene: Scene, key: str) -> Turn:
        match key:
            case "back":
                return Turn(scene, Event.BACK)
            case "ok":
                return Turn(scene, ask=LookAtDevice())
            case _:
                many = len(_pages(scene, translator(scene.lang)))
                return Turn(replace(scene, cursor=turned_page(scene.cursor, key, many)))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return Turn(replace(scene, device=scene.device.told(answer)) if isinstance(answer, Checked) else scene)


def _pages(scene: Scene, t: Texts) -> list[tuple[Line, ...]]:
    checked = scene.device.checked
    standing = checked.standing if checked is not None else _NOBODY
    standing = replace(standing, signed_on=standing.signed_on and scene.station is not None)
    wrong = checked.findings if checked is not None else ()
    told = [named(t(label), value(standing, t) or t("device_row.untold")) for label, value in _ROWS]
    legend = wrapped(t("device_row.marks"), Look.DIM)
    return in_pages((*told, *(what_is_wrong(one, t) for one in wrong), legend), PAGE_ROWS)


def _percent(number: int | None) -> str:
    return "" if number is None else f"{number}%"


def _word(value: object, t: Texts) -> str:
    return "" if value is None else t(f"device.{value}")


def _battery(now: Standing, t: Texts) -> str:
    charging = t("device_row.charging") if now.device.charging else ""
    return f"{charging} {_percent(now.device.battery_percent)}".strip()


def _offset(seconds: int | None, t: Texts) -> str:
    return "" if seconds is None else t("device_row.offset", seconds=f"{seconds:+d}")


def _device(report: DeviceReport, t: Texts) -> str:
    if report.silent:
        return t("device_row.silent")
    return "" if report == UNTOLD else t("device_row.answers")


def _disk(free: int | None, t: Texts) -> str:
    return "" if free is None else t("device_row.mebibytes", number=free // 2**20)


# fmt: off
_ROWS: tuple[tuple[str, Callable[[Standing, Texts], str]], ...] = (
    # label                     value, "" for 未上报
    ("device_row.device",       lambda now, t: _device(now.device, t)),
    ("device_row.battery",      _battery),
    ("device_row.paper",        lambda now, t: _word(now.device.paper, t)),
    ("device_row.printer",      lambda now, t: _word(now.device.printer, t)),
    ("device_row.slot",         lambda now, t: _word(now.device.slot, t)),
    ("device_row.line",         lambda now, t: _percent(now.device.line_percent)),
    ("device_row.clock",        lambda now, t: _offset(now.device.clock_offset_s, t)),
    ("device_row.host_clock",   lambda now, t: _offset(now.host_offset_s, t)),
    ("device_row.sign_on",      lambda now, t: t("device_row.signed_on" if now.signed_on else "device_row.signed_off")),
    ("device_row.batch",        lambda now, t: f"{now.batch_count}/{BATCH_LIMIT}"),
    ("device_row.disk",         lambda now, t: _disk(now.free_bytes, t)),
)
# fmt: on
