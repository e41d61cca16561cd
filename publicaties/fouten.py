"""Why a step on the road of a version is refused. Every message tells the person in front of the screen what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.fouten import BewerkFout

if TYPE_CHECKING:
    from publicaties.problemen import Probleem


class PublicatieFout(BewerkFout):
    """The family; `str()` is the message for the user."""


class WrongStatus(PublicatieFout):
    """The version is not where this step starts; perhaps somebody else was first."""

    status = 409


class AlreadyOpen(PublicatieFout):
    """The inkoop has a version under way."""

    status = 409


class StillChanging(PublicatieFout):
    """The working data changes faster than it can be read."""


class IncompleteInput(PublicatieFout):
    """Something that the step needs was not given."""


class WrongDate(PublicatieFout):
    """A planned moment or ingangsdatum that cannot be."""

    veld = "ingangsdatum"


class CannotSubmit(PublicatieFout):
    """There are blockers: `problemen`."""

    def __init__(self, problemen: Sequence[Probleem]) -> None:
        self.problemen = list(problemen)
        count = len(self.problemen)
        things = "1 probleem" if count == 1 else f"{count} problemen"
        super().__init__(f"Indienen kan nog niet: los eerst {things} op. Het eerste: {self.problemen[0].boodschap}")


class NotExplained(CannotSubmit):
    """There are warnings that ask for a reason: `problemen`."""

    def __init__(self, problemen: Sequence[Probleem]) -> None:
        super().__init__(problemen)
        count = len(self.problemen)
        things = "1 punt" if count == 1 else f"{count} punten"
        self.args = (
            f"Indienen kan nog niet: verbeter eerst {things}, of schrijf bij Problemen waarom het zo mag blijven. "
            f"Het eerste: {self.problemen[0].boodschap}",
        )


class CannotApprove(PublicatieFout):
    """Four eyes, a missing right, or not what the beoordelaar looked at."""

    status = 409


class SnapshotBroken(PublicatieFout):
    """The stored data is not what was submitted."""

    status = 409


class PictureMissing(PublicatieFout):
    """A picture that belongs in every file of the version cannot be read."""


class CannotPublish(PublicatieFout):
    """The files cannot be made, or what was asked for is gone."""
