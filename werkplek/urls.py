"""The staff workplace, /beheer/: content, publications and tariffs of an inkoop."""

from __future__ import annotations

from django.urls import include, path

app_name = "werkplek"

urlpatterns = [
    path("<slug:slug>/publicatie/", include("werkplek.publiceren.urls")),
    path("<slug:slug>/document/", include("werkplek.documenten.urls")),
    path("<slug:slug>/tarieven/", include("werkplek.tarieven.urls")),
    path("", include("werkplek.inhoud.urls")),
]
