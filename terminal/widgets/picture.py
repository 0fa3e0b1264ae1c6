"""The file window: a picture of a slip by its path or from the folders. Its rule: it names a file and reads none."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from rich.text import Text, TextType
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import DirectoryTree, Input, Static

from scanner.sources.picture_names import at_home, dropped_picture, is_picture_name
from terminal.columns import clean
from terminal.language import Texts


class PictureTree(DirectoryTree):
    """Folders and pictures only; names are shown as they are, never as markup, and nothing is of doubtful width."""

    ICON_NODE = "+ "
    ICON_NODE_EXPANDED = "- "
    ICON_FILE = "  "

    def on_mount(self) -> None:
        self.show_guides = False

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        seen = (path for path in paths if not path.name.startswith("."))
        return [path for path in seen if is_picture_name(path.name) or path.is_dir()]

    def process_label(self, label: TextType) -> Text:
        return Text(clean(label if isinstance(label, str) else label.plain))


class PictureWindow(ModalScreen[Path | None]):
    """Gives the chosen path, or None. folder: where the tree begins."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss(None)", "")]

    def __init__(self, folder: Path, t: Texts, mark: str) -> None:
        super().__init__()
        self._folder = folder
        self._t = t
        self._mark = mark

    def compose(self) -> ComposeResult:
        with Vertical(id="window"):
            yield Static(f"{self._mark} {self._t('title.picture')}", id="caption", markup=False)
            yield Input(placeholder=self._t("prompt.path"))
            yield PictureTree(self._folder)
            yield Static(self._t("hint.picture"), id="window-hint", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip().strip('"')
        if text:
            self.dismiss(dropped_picture(text) or at_home(text))

    def on_directory_tree_file_selected(self, event: DirectoryTree.FileSelected) -> None:
        event.stop()
        self.dismiss(event.path)
