"""Why something is refused. One family; each kind says how it is answered."""

from __future__ import annotations

from typing import Any


class BewerkFout(Exception):
    """`str()` is the message for the user: what is wrong and what to do. `veld`: the field of a form that it is about."""

    #: Of the answer: 422 can be mended in the form, 409 somebody else was first, 403 this person may not.
    status = 422
    veld = ""

    def __init__(self, boodschap: str = "", *, veld: str = "") -> None:
        super().__init__(boodschap)
        self.veld = veld or self.veld

    @property
    def boodschappen(self) -> list[str]:
        """All that is wrong, where that can be more than one thing."""
        return [str(self)]


class NotAllowed(BewerkFout):
    """The user lacks the right in this regio."""

    status = 403


class Conflict(BewerkFout):
    """It is no longer what this person saw. `waar`: the places that moved, when there are more of them."""

    status = 409

    def __init__(
        self,
        boodschap: str = "Een collega heeft dit intussen veranderd. Bekijk hieronder wat er nu staat.",
        *,
        waar: Any = (),
    ) -> None:
        super().__init__(boodschap)
        self.waar = list(waar)
