"""What the functions of this app refuse, in Dutch."""

from core.fouten import BewerkFout


class TariefFout(BewerkFout):
    """The message tells the user what is wrong and what to do."""
