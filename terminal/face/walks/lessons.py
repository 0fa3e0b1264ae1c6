"""练习任务: rows. A task that is over ends on its own page, wherever the trainee would have gone on to."""

from terminal.face.keys import Key
from terminal.face.pages import Event, Page, Walk

P, E = Page, Event
# fmt: off
WALK = Walk(
    flow=(
        # page          event            next           when (a name of Facts)
        (P.MENU,        E.LESSONS,       P.LESSON,      "lesson"),
        (P.MENU,        E.LESSONS,       P.LESSONS,     "named"),
        (P.MENU,        E.LESSONS,       P.LESSON_NAME, ""),
        (P.PRACTICE,    E.LESSONS,       P.LESSON,      "lesson"),
        (P.PRACTICE,    E.LESSONS,       P.LESSONS,     "named"),
        (P.PRACTICE,    E.LESSONS,       P.LESSON_NAME, ""),
        (P.LESSON_NAME, E.DONE,          P.LESSONS,     ""),
        (P.LESSON_NAME, E.BACK,          P.MENU,        ""),
        (P.LESSONS,     E.DONE,          P.LESSON,      ""),
        (P.LESSONS,     E.BACK,          P.MENU,        ""),
        (P.LESSON,      E.DONE,          P.MENU,        ""),
        (P.LESSON,      E.LESSON_END,    P.LESSON_END,  ""),
        (P.LESSON,      E.BACK,          P.MENU,        "lesson"),
        (P.LESSON,      E.BACK,          P.LESSONS,     ""),
        (P.LESSON_END,  E.DONE,          P.LESSON,      ""),
        (P.LESSON_END,  E.LESSONS,       P.LESSONS,     ""),
        (P.LESSON_END,  E.BACK,          P.LESSONS,     ""),
    ),
    diverted={
        # where it would go  where it goes  when (a name of Facts)
        P.MENU:              (P.LESSON_END, "judged"),
        P.REFUND:            (P.LESSON_END, "judged"),
    },
    soft={
        # page        left of 0       right of 0
        P.LESSON_NAME: (Key.LETTER,   Key.HELP),
    },
    offered={
        P.LESSON_NAME: (Key.LETTER,),
        P.LESSONS:     (Key.UP, Key.DOWN),
        P.LESSON_END:  (Key.UP, Key.DOWN),
    },
    letters=frozenset({P.LESSON_NAME}),
    names=frozenset({P.LESSON_NAME}),
)
# fmt: on
