"""Cheap rows tried in one test: `@every_row` stands where `@pytest.mark.parametrize` would, and takes what that takes.

Not for rows that start, open or write anything, as all of them share the fixtures of one test. One rule: every row is
tried, and each that fails is told by its name, with its own traceback.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., None]
Ids = Sequence[str] | Callable[[Any], object] | None


def every_row(
    names: str | Sequence[str], rows: Iterable[Any] | Callable[[], Iterable[Any]], ids: Ids = None
) -> Callable[[Test], Test]:
    """A test over all rows. rows: or what gives them when the test runs. ids: a name for each, or what gives a value's
    own.
    """
    words = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    kept = rows if callable(rows) else tuple(rows)

    def decorate(test: Test) -> Test:
        @wraps(test)
        def over_all(**fixtures: object) -> None:
            table = [_row(row, len(words)) for row in (kept() if callable(kept) else kept)]
            assert table, "no rows: nothing would be tried"
            tried = [_failure(test, dict(zip(words, row, strict=True)) | fixtures) for row in table]
            failed = [_told(error, _name(table, at, ids)) for at, error in enumerate(tried) if error]
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} of {len(table)} rows", failed)

        given = inspect.signature(test)
        left = [one for name, one in given.parameters.items() if name not in words]
        assert len(left) == len(given.parameters) - len(words), f"{test.__name__} takes no {words}"
        over_all.__signature__ = given.replace(parameters=left)  # type: ignore[attr-defined]
        return over_all

    return decorate


def _row(row: Any, columns: int) -> tuple[Any, ...]:
    return tuple(row) if columns > 1 else (row,)


def _failure(test: Test, words: dict[str, Any]) -> BaseException | None:
    try:
        test(**words)
    except (Exception, pytest.fail.Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - told beside the others
        return error
    return None


def _told(error: BaseException, name: str) -> BaseException:
    error.add_note(f"row: {name}")
    return error


def _name(table: list[tuple[Any, ...]], at: int, ids: Ids) -> str:
    if ids is None or callable(ids):
        return "-".join(str(ids(value)) if ids else repr(value)[:60] for value in table[at])
    return ids[at]
