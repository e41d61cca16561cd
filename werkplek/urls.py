"""The staff workplace, /beheer/: content, publications and tariffs of an inkoop."""

from __future__ import annotations

from django.urls import include, path

from werkplek.publiceren.intrekken import gezien

app_name = "werkplek"

urlpatterns = [
    path("<slug:slug>/publicatie/", include("werkplek.publiceren.urls")),
    path("<slug:slug>/document/", include("werkplek.documenten.urls")),
    path("<slug:slug>/tarieven/", include("werkplek.tarieven.urls")),
    path("<slug:slug>/vragen/", include("werkplek.vragen.urls")),
    path("<slug:slug>/rondom/", include("werkplek.rondom.urls")),
    path("<slug:slug>/reacties/", include("werkplek.overleg.urls")),
    path("gebeurtenissen/<int:pk>/gezien/", gezien, name="gezien"),
    path("", include("werkplek.inhoud.urls")),
]
