"""Runs verbs of the real program, each in a process of its own, without loading the program anew for each.

Started as a program: loads the product once, then forks for each line of JSON on stdin ({"words", "env", "in", "out",
"err"}) and says on stdout which process began and with what each ended. The rule: a verb's process is a real one, which
can be killed or stopped; it shares nothing with another but what was loaded.
"""

import io
import json
import os
import select
import signal
import sys
import tempfile
from importlib import import_module

LOADED = ("terminal.cli.verbs", "terminal.cli.refund", "terminal.cli.resolve", "terminal.cli.journal",
          "terminal.cli.emulator.serve", "terminal.compose", "terminal.plain", "emulator.ledger.sqlite_store",
          "serial")  # fmt: skip


def main() -> None:
    """Until stdin ends."""
    for name in LOADED:
        import_module(name)
    _warm()
    for plant in filter(None, os.environ.get("CHAOS_PLANT", "").split()):
        _plant(plant)
    import_module("terminal.trade.refund_steps").__dict__["QUERY_PAUSE_S"] = 0.05
    awake, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    rest = b""
    while True:
        ready, _, _ = select.select([0, awake], [], [])
        if awake in ready:
            os.read(awake, 4096)
            _bury()
        if 0 in ready:
            data = os.read(0, 65_536)
            if not data:
                return
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                _begin(json.loads(line))


def _warm() -> None:
    """One refund in this process, so that what is read once is read before anything forks."""
    with tempfile.TemporaryDirectory() as home:
        order = import_module("scanner.salesslip").order_no("800000260001")
        said, sys.stdout, sys.stderr = (sys.stdout, sys.stderr), io.StringIO(), io.StringIO()
        kept = dict(os.environ)
        os.environ.update({"TUIHUO_HOME": home, "TUIHUO_SUPERVISOR_PASSWORD": "123456", "TUIHUO_PRINTERS": "txt:"})
        code = import_module("terminal.cli.verbs").run(["refund", "--order", order, "--amount", "1.00", "--json"])
        sys.stdout, sys.stderr = said
        os.environ.clear()
        os.environ.update(kept)
        assert code == 0


def _plant(name: str) -> None:
    """A bug of tests/simulation/planted, for good."""
    import pytest
    from planted.table import EVERY

    next(bug for bug in EVERY if bug.name == name).plant(pytest.MonkeyPatch())


def _bury() -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        _say({"pid": pid, "code": os.waitstatus_to_exitcode(status)})


def _begin(asked: dict[str, object]) -> None:
    pid = os.fork()
    if pid:
        _say({"number": asked["number"], "pid": pid})
        return
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, (name, mode) in enumerate((("in", os.O_RDONLY), ("out", flags), ("err", flags))):
        os.dup2(os.open(str(asked[name]), mode, 0o600), number)
    sys.argv[:] = ["tuihuo", *map(str, asked["words"])]  # type: ignore[call-overload]
    os.environ.update({str(key): str(value) for key, value in dict(asked["env"]).items()})  # type: ignore[call-overload]
    code = 1
    try:
        from terminal.cli import main as program

        program()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - as the interpreter does
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _say(what: dict[str, object]) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    main()
