"""A page of 管理 on which a text of letters, digits and signs is keyed. Pure."""

from dataclasses import replace

from terminal.face.scene import Scene
from terminal.screens.entry_page import EntryPage


class TextEntry(EntryPage):
    """What is keyed lies in the draft of 管理."""

    letters = True

    def get(self, scene: Scene) -> str:
        return scene.admin.text

    def put(self, scene: Scene, text: str) -> Scene:
        return scene.managing(replace(scene.admin, text=text))
