"""The environment of a process whose stderr is read: without the warnings of files that are opened without an encoding,
which the suite asks for and which libraries give of themselves.
"""

import os


def environ() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONWARNDEFAULTENCODING"}
