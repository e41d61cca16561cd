"""Below /inkoop/<slug>/: form pages that anybody may fill in. `toegang`: what only the sender has, left out of the log."""

from __future__ import annotations

from django.urls import path

from loket import volgen

app_name = "loket"

urlpatterns = [
    path("volgen/", volgen.inkoop, name="volgen"),
    path("volgen/bevestigen/<str:toegang>/", volgen.bevestigen, name="volgen_bevestigen"),
    path("volgen/<str:toegang>/", volgen.volger, name="volger"),
]
