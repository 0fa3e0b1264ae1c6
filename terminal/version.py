"""Which version of the program this is, for screen and slips; no other fact of the package. Rule: it never raises."""

PACKAGE = "tuihuo"


def program_version() -> str:
    """As installed; "0" where it runs from a folder that nobody installed."""
    from importlib.metadata import PackageNotFoundError, version  # 15 ms that the first paint need not wait for

    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return "0"
