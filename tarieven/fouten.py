"""What the functions of this app refuse, in Dutch."""


class TariefFout(Exception):
    """The message tells the user what is wrong and what to do."""
