"""`tuihuo emulator`: the far end on a real line, its scenarios, and the operator's side of one that runs."""

from cyclopts import App

from terminal.cli.emulator import ctl, scenarios, serve

app = App(name="emulator", help="The other end of the line.")
app.command(serve.serve)
app.command(scenarios.scenarios)
app.command(ctl.app)
