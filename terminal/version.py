"""Which version of the program this is, for screen and slips; no other fact of the package. Rule: it never raises."""

from importlib.metadata import PackageNotFoundError, version

PACKAGE = "tuihuo"


def program_version() -> str:
    """As installed; "0" where it runs from a folder that nobody installed."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return "0"
