"""What of all that happens a running task is judged by: messages that ring the bell, and refunds. Pure.

The rule: it looks and notes; no page behaves differently because somebody practises.
"""

from dataclasses import replace

from terminal.desk.door import RefundResult
from terminal.face.asks.ask import Ask
from terminal.face.asks.refund import Settle
from terminal.face.asks.signing import Resume
from terminal.face.scene import Scene
from terminal.lessons.judge import Heard, Refunded, Seen


def key_pressed(scene: Scene) -> Scene:
    """One more key."""
    lessons = scene.lessons
    return replace(scene, lessons=replace(lessons, keys=lessons.keys + 1)) if scene.practising else scene


def note_shown(scene: Scene) -> Scene:
    """The message that stands there, if it rang the bell."""
    return _seen(scene, Heard(scene.note.text)) if scene.note is not None and scene.note.alarm else scene


def answer_heard(scene: Scene, ask: Ask, answer: object) -> Scene:
    """A refund that reached a state, also those that sign-on settles."""
    match ask, answer:
        case _, RefundResult(record=record):
            return _seen(scene, Refunded(record, taken_up=isinstance(ask, Settle)))
        case Resume(), tuple():
            for result in answer:
                scene = _seen(scene, Refunded(result.record, taken_up=True))
    return scene


def _seen(scene: Scene, happened: Seen) -> Scene:
    return replace(scene, lessons=scene.lessons.after(happened)) if scene.practising else scene
