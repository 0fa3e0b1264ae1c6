"""In the reading process: one picture, opened, turned upright and made small enough, to be shown or printed.

Nothing is read off it. The rule: as scanner.reader.reading.
"""

from PIL import ImageOps

from scanner.decode.header import PictureError
from scanner.decode.picture import open_picture
from scanner.reader.answers import Grey, grey_told
from scanner.reader.child import Answer, Inbox
from scanner.reader.limits import limited_picture
from scanner.reader.wire import Message


def serve(command: Message, inbox: Inbox, answer: Answer) -> None:
    """Fit the picture in the tail. Values: wide and high, pixels. Answers once: fitted, or unreadable."""
    wide, high = command.values["wide"], command.values["high"]
    if not (isinstance(wide, int) and isinstance(high, int)):
        raise TypeError(command)
    try:
        with limited_picture():
            picture = ImageOps.exif_transpose(open_picture(command.tail))
            picture.thumbnail((wide, high))
    except PictureError as error:
        answer(Message("unreadable", {"why": error.why}))
    else:
        answer(grey_told(Grey(picture.width, picture.height, picture.tobytes())))
