"""/beheer/<slug>/rondom/: planning, bijeenkomsten, documenten and kengetallen of an inkoop."""

from __future__ import annotations

from django.urls import path

from werkplek.rondom import views

app_name = "rondom"

_RIJ = "<slug:soort>/<int:pk>/"

urlpatterns = [
    path("", views.overzicht, name="overzicht"),
    path("<slug:soort>/", views.lijst, name="lijst"),
    path("<slug:soort>/toevoegen/", views.toevoegen, name="toevoegen"),
    path("<slug:soort>/geschiedenis/", views.geschiedenis, name="geschiedenis"),
    path(_RIJ, views.rij, name="rij"),
    path(f"{_RIJ}verwijderen/", views.verwijderen, name="verwijderen"),
    path(f"{_RIJ}geschiedenis/", views.geschiedenis, name="rij_geschiedenis"),
    path(f"{_RIJ}bestand/", views.bestand, name="bestand"),
]
