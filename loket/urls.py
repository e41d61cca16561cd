"""Below /inkoop/<slug>/: form pages that anybody may fill in. `toegang`: what only the sender has, left out of the log."""

from __future__ import annotations

from django.urls import path

from loket import volgen, vragen

app_name = "loket"

urlpatterns = [
    path("vragen/", vragen.inkoop, name="vragen"),
    path("vragen/<int:nummer>/", vragen.nota, name="vragennota"),
    path("vragen/<int:nummer>.<slug:formaat>", vragen.bestand, name="vragennota_bestand"),
    path("vragen/bevestigen/<str:toegang>/", vragen.bevestigen, name="vraag_bevestigen"),
    path("vragen/mijn/<str:toegang>/", vragen.vraag, name="vraag"),
    path("volgen/", volgen.inkoop, name="volgen"),
    path("volgen/bevestigen/<str:toegang>/", volgen.bevestigen, name="volgen_bevestigen"),
    path("volgen/<str:toegang>/", volgen.volger, name="volger"),
]
