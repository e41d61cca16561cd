"""/beheer/<slug>/tarieven/: the matrix, lists of amounts, indexation and build-up."""

from __future__ import annotations

from django.urls import path

from werkplek.tarieven import cel, indexeren, kostprijzen, lijst, overzicht

app_name = "tarieven"

urlpatterns = [
    path("", overzicht.matrix, name="matrix"),
    path("cel/<slug:code>/", cel.cel, name="cel"),
    path("tarief/<int:pk>/beeindigen/", cel.beeindigen, name="beeindigen"),
    path("tarief/<int:pk>/verwijderen/", cel.verwijderen, name="verwijderen"),
    path("tarief/<int:pk>/kostprijs/", kostprijzen.kostprijs, name="kostprijs"),
    path("tarieven.<str:formaat>", overzicht.export, name="export"),
    path("sjabloon.xlsx", lijst.sjabloon, name="sjabloon"),
    path("inlezen/", lijst.inlezen, name="inlezen"),
    path("plakken/", lijst.plakken, name="plakken"),
    path("bevestigen/", lijst.bevestigen, name="bevestigen"),
    path("indexatie/", indexeren.rondes, name="rondes"),
    path("indexatie/nieuw/", indexeren.nieuw, name="ronde_nieuw"),
    path("indexatie/<int:pk>/", indexeren.ronde, name="ronde"),
    path("indexatie/<int:pk>/cijfers/", indexeren.cijfers, name="ronde_cijfers"),
    path("indexatie/<int:pk>/toepassen/", indexeren.toepassen, name="ronde_toepassen"),
    path("indexatie/<int:pk>/ongedaan/", indexeren.ongedaan, name="ronde_ongedaan"),
    path("indexatie/<int:pk>/weggooien/", indexeren.weggooien, name="ronde_weggooien"),
]
