"""The one road in, on the screens of the workplace (core.inlezen): a preview with a button that does what it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.http import HttpRequest

from core import inlezen
from werkplek.formulier import WerkplekForm
from werkplek.toegang import user_of

V = TypeVar("V")


class VoorstelForm(WerkplekForm, Generic[V]):
    """The button below a preview. `maak`: the proposal for what was asked, on the data of now; `toon`: fingerprint of what it shows."""

    def __init__(
        self, request: HttpRequest, waar: str, *, bevestigd: bool, maak: Callable[[Any], V], toon: Callable[[V], str]
    ) -> None:
        super().__init__(request.POST if bevestigd else None, nu=self._token)
        self.waar, self.maak, self.toon = f"{user_of(request).pk}.{waar}", maak, toon
        self.inhoud: Any = None
        self.voorstel: V | None = None

    def shows(self, inhoud: Any, voorstel: V) -> None:
        """This is what the page shows of what was asked."""
        self.inhoud, self.voorstel = inhoud, voorstel

    def confirmed(self) -> V:
        """The proposal, when it still does what was shown. Raises Verlopen; Conflict, and the page shows what it would do now."""
        inhoud, gezien = inlezen.kept(self.data.get("basis", ""), waar=self.waar)
        voorstel = self.maak(inhoud)
        self.shows(inhoud, voorstel)
        if self.toon(voorstel) != gezien:
            raise inlezen.Ingehaald
        return voorstel

    def _token(self) -> str:
        return "" if self.voorstel is None else inlezen.keep(self.inhoud, self.toon(self.voorstel), waar=self.waar)
