"""Below /inkoop/<slug>/: form pages that anybody may fill in. `toegang`: what only the sender has, left out of the log."""

from __future__ import annotations

from django.urls import path

from loket import reageren, volgen, vragen

app_name = "loket"

_EIGEN = "reageren/<str:toegang>/"

urlpatterns = [
    path("vragen/", vragen.inkoop, name="vragen"),
    path("vragen/bevestigen/<str:toegang>/", vragen.bevestigen, name="vraag_bevestigen"),
    path("vragen/mijn/<str:toegang>/", vragen.vraag, name="vraag"),
    path("volgen/", volgen.inkoop, name="volgen"),
    path("volgen/bevestigen/<str:toegang>/", volgen.bevestigen, name="volgen_bevestigen"),
    path("volgen/<str:toegang>/", volgen.volger, name="volger"),
    path("reageren/", reageren.ronde, name="reageren"),
    path("reageren/bevestigen/<str:toegang>/", reageren.bevestigen, name="reactie_bevestigen"),
    path(_EIGEN, reageren.reactie, name="reactie"),
    path(f"{_EIGEN}vragen/", reageren.vragen, name="reactie_vragen"),
    path(f"{_EIGEN}bijlagen/", reageren.bijlagen, name="reactie_bijlagen"),
    path(f"{_EIGEN}link/", reageren.link, name="reactie_link"),
    path(f"{_EIGEN}versturen/", reageren.versturen, name="reactie_versturen"),
    path(f"{_EIGEN}intrekken/", reageren.intrekken, name="reactie_intrekken"),
]
