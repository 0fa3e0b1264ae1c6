"""The parts of the face: data in by a reactive attribute, news out by `Pressed`. No page is known here."""
