"""/beheer/: the content of an inkoop, read and edited in its place."""

from __future__ import annotations

from django.urls import URLPattern, path

from werkplek import account, logboek
from werkplek.begin import views as begin
from werkplek.inhoud import (
    aantekeningen,
    delenlijst,
    gegevens,
    kopieren,
    lezen,
    lijsten,
    matrix,
    naast_elkaar,
    schrijven,
)
from werkplek.inhoud.excel import views as excel

_TEKST = "<slug:slug>/tekst/<slug:soort>/<slug:code>/<slug:rubriek>/"

urlpatterns: list[URLPattern] = [
    path("", lezen.dashboard, name="dashboard"),
    path("account/", account.account, name="account"),
    path("account/punten/", lezen.punten, name="punten"),
    path("account/mails/", account.mails, name="mails"),
    path("account/logboek/<slug:regio>/", logboek.logboek, name="logboek"),
    path("account/wachtwoord/", account.wachtwoord, name="wachtwoord"),
    path("nieuw/", begin.nieuw, name="nieuw"),
    path("<slug:slug>/begin/", begin.begin, name="begin"),
    path("<slug:slug>/", lezen.inkoop, name="inkoop"),
    path("<slug:slug>/stand/", lezen.stand, name="stand"),
    path("<slug:slug>/aandacht/", lezen.aandacht, name="aandacht"),
    path("<slug:slug>/gegevens/", gegevens.inkoop_gegevens, name="inkoop_gegevens"),
    path("<slug:slug>/gegevens/gemeenten/", lijsten.gemeenten, name="gemeenten"),
    path("<slug:slug>/hoofdstukken/<slug:sleutel>/", lezen.hoofdstuk, name="hoofdstuk"),
    path("<slug:slug>/segmenten/<slug:code>/", lezen.segment, name="segment"),
    path("<slug:slug>/percelen/<slug:nummer>/", lezen.perceel, name="perceel"),
    path("<slug:slug>/percelen/<slug:nummer>/kenmerken/", lijsten.kenmerken, name="kenmerken"),
    path("<slug:slug>/producten/<slug:code>/", lezen.product, name="product"),
    path("<slug:slug>/producten/<slug:code>/voorwaarden/", gegevens.voorwaarden, name="voorwaarden"),
    path("<slug:slug>/producten/<slug:code>/voorwaarden/<int:pk>/", gegevens.voorwaarden, name="voorwaarde"),
    path("<slug:slug>/grondslagen/", lezen.grondslagen, name="grondslagen"),
    path("<slug:slug>/grondslagen/<slug:code>/", lezen.grondslag, name="grondslag"),
    path("<slug:slug>/eisen/", lezen.eisen, name="eisen"),
    path("<slug:slug>/eisen/<slug:code>/", lezen.eis, name="eis"),
    path("<slug:slug>/begrippen/", lezen.begrippen, name="begrippen"),
    path("<slug:slug>/matrix/", matrix.matrix, name="matrix"),
    path("<slug:slug>/plakken/", schrijven.plakken, name="plakken"),
    path(_TEKST, schrijven.tekst, name="tekst"),
    path(f"{_TEKST}bewerken/", schrijven.bewerken, name="tekst_bewerken"),
    path(f"{_TEKST}geschiedenis/", naast_elkaar.geschiedenis, name="geschiedenis"),
    path(f"{_TEKST}vergelijken/", naast_elkaar.vergelijken, name="vergelijken"),
    path(f"{_TEKST}elders/", naast_elkaar.elders, name="elders"),
    path(f"{_TEKST}aantekeningen/", aantekeningen.bij, name="aantekeningen_bij"),
    path("<slug:slug>/aantekeningen/", aantekeningen.alle, name="aantekeningen"),
    path("<slug:slug>/gegevens/<slug:soort>/<slug:code>/", gegevens.gegevens, name="gegevens"),
    path("<slug:slug>/toevoegen/<slug:soort>/", gegevens.toevoegen, name="toevoegen"),
    path("<slug:slug>/kopieren/<slug:soort>/", kopieren.kopieren, name="kopieren"),
    path("<slug:slug>/onderdelen/<slug:soort>/", delenlijst.onderdelen, name="onderdelen"),
    path("<slug:slug>/onderdelen/<slug:soort>/<slug:code>/", delenlijst.onderdeel, name="onderdeel"),
    path("<slug:slug>/onderdelen/<slug:soort>/<slug:code>/archiveren/", delenlijst.archiveren, name="archiveren"),
    path("<slug:slug>/onderdelen/<slug:soort>/<slug:code>/terughalen/", delenlijst.terughalen, name="terughalen"),
    path("<slug:slug>/excel/", excel.excel, name="excel"),
    path("<slug:slug>/excel/<slug:soort>.xlsx", excel.download, name="excel_download"),
    path("<slug:slug>/excel/sjabloon/<slug:soort>.xlsx", excel.download, {"leeg": True}, name="excel_sjabloon"),
    path("<slug:slug>/excel/<slug:soort>/", excel.inlezen, name="excel_inlezen"),
]
