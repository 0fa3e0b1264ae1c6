"""The camera as the pages know it: which one, whether it is open, what it has seen. Pure; no picture comes here."""

from dataclasses import dataclass, replace

from scanner.camera.devices import Device
from scanner.camera.news import Listed, Opened, Over
from scanner.decode.symbol import Symbol


@dataclass(frozen=True, slots=True)
class CameraDraft:
    """devices: those to choose from, none where there is one alone. chosen: its number as text, "" for what is set.
    name: of the one that is open, "" before it is. over: why there is none any more, None while there is. waiting:
    codes that came into view while others were looked up.
    """

    devices: tuple[Device, ...] = ()
    chosen: str = ""
    name: str = ""
    over: Over | None = None
    waiting: tuple[Symbol, ...] = ()

    def anew(self) -> "CameraDraft":
        """As it stands before the camera is opened."""
        return replace(self, name="", over=None, waiting=())

    def told(self, news: Opened | Over | Listed) -> "CameraDraft":
        """What became of it."""
        match news:
            case Opened(name=name):
                return replace(self, name=name, over=None)
            case Over():
                return CameraDraft(over=news)  # which ones there are may have changed
            case Listed(devices=devices):
                return CameraDraft(devices)

    def choosing(self, index: int) -> "CameraDraft":
        """This row of the list."""
        return replace(self.anew(), chosen=str(self.devices[index].index))


NO_CAMERA = CameraDraft()
