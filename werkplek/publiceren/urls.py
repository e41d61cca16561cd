"""/beheer/<slug>/publicatie/: versions on their road, and previews of working data."""

from __future__ import annotations

from django.urls import path

from werkplek.publiceren import (
    beoordelen,
    intrekken,
    overzicht,
    terugzetten,
    uitbrengen,
    voorbeeld,
    voorbereiden,
    voortgang,
)

app_name = "publiceren"

urlpatterns = [
    path("", overzicht.overzicht, name="overzicht"),
    path("nieuw/", voorbereiden.start, name="start"),
    path("<int:pk>/", overzicht.versie, name="versie"),
    path("<int:pk>/gegevens/", voorbereiden.gegevens, name="gegevens"),
    path("<int:pk>/weggooien/", voorbereiden.weggooien, name="weggooien"),
    path("<int:pk>/problemen/", voorbereiden.problemen, name="problemen"),
    path("<int:pk>/wijzigingen/", voorbereiden.wijzigingen, name="wijzigingen"),
    path("<int:pk>/indienen/", voorbereiden.indienen, name="indienen"),
    path("<int:pk>/terugnemen/", voorbereiden.terugnemen, name="terugnemen"),
    path("<int:pk>/beoordelen/", beoordelen.beoordelen, name="beoordelen"),
    path("<int:pk>/beoordelen/document.pdf", beoordelen.document, name="beoordeelde_pdf"),
    path("<int:pk>/opmerkingen/<int:opmerking>/", beoordelen.oplossen, name="oplossen"),
    path("<int:pk>/opmerkingen/<int:opmerking>/antwoord/", voorbereiden.antwoorden, name="antwoorden"),
    path("<int:pk>/uitbrengen/", uitbrengen.uitbrengen, name="uitbrengen"),
    path("<int:pk>/voortgang/", voortgang.voortgang, name="voortgang"),
    path("<int:pk>/intrekken/", intrekken.intrekken, name="intrekken"),
    path("terugzetten/<int:nummer>/", terugzetten.terugzetten, name="terugzetten"),
    path("doorvoeren/<int:nummer>/", terugzetten.doorvoeren, name="doorvoeren"),
    path("voorbeeld/", voorbeeld.overzicht, name="voorbeeld"),
    path("voorbeeld/document/", voorbeeld.document, name="voorbeeld_document"),
    path("voorbeeld/document.pdf", voorbeeld.document_pdf, name="voorbeeld_document_pdf"),
    path("voorbeeld/werktekst.docx", voorbeeld.document_woord, {"formaat": "docx"}, name="voorbeeld_docx"),
    path("voorbeeld/werktekst.odt", voorbeeld.document_woord, {"formaat": "odt"}, name="voorbeeld_odt"),
    path("voorbeeld/<slug:soort>/<slug:code>/", voorbeeld.onderdeel, name="voorbeeld_onderdeel"),
    path("voorbeeld/<slug:soort>/<slug:code>.pdf", voorbeeld.onderdeel_pdf, name="voorbeeld_onderdeel_pdf"),
]
