"""`tuihuo case`: refund cases (退款申请) without a screen, on the same desk as the screen's."""

from cyclopts import App

from terminal.cli.case import looking, opening, stepping

app = App(name="case", help="Refund cases: papers, review, agreement, refund and follow-up.")
app.command(opening.new)
app.command(looking.show)
app.command(looking.list_cases, name="list")
app.command(stepping.step)
app.command(stepping.attach)
app.command(looking.print_sheet, name="print")
app.command(looking.export)
