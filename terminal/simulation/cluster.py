"""An executor of other machines: a Dask scheduler's, whose workers have this program installed. Loads distributed.

The rule: they are handed the same function as processes here, `many.tally`, and nothing else.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from terminal.desk.door import Refusal

CONNECTS_S = 10
"""A scheduler that does not answer within so much is not there."""


@contextmanager
def executor_at(address: str) -> Iterator[Executor]:
    """Of the scheduler at this address (tcp://host:port). Refusal no_distributed, cluster_unavailable."""
    try:
        from distributed import Client
    except ImportError:
        raise Refusal("no_distributed") from None
    try:
        client = Client(address, timeout=CONNECTS_S)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise Refusal("cluster_unavailable", address=address, reason=str(error)) from None
    with client:
        yield client.get_executor(pure=False)  # type: ignore[no-untyped-call]
