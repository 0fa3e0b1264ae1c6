"""A setting of a scanner that does not do: which, why, and what would. No catalogue here."""


class SettingFault(ValueError):
    """why: a word by which a catalogue knows it, filled by the details. inside: the key of a table, "" for the whole
    value. words: the same in English, for whoever has no catalogue.
    """

    def __init__(self, why: str, words: str, inside: str = "", **details: str | int) -> None:
        super().__init__(f"{inside}: {words}" if inside else words)
        self.why, self.inside, self.details = why, inside, details
