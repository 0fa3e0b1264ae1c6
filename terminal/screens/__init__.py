"""One page of the LCD a file: what it draws and what its keys do. Pure; the widgets that show it lie in widgets/."""
