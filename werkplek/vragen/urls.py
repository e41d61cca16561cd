"""/beheer/<slug>/vragen/: questions of aanbieders, their answers, and the nota van inlichtingen."""

from __future__ import annotations

from django.urls import path

from werkplek.vragen import views

app_name = "vragen"

urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("vragen.xlsx", views.excel, name="excel"),
    path("nota/", views.nota, name="nota"),
    path("<int:pk>/", views.vraag, name="vraag"),
    path("<int:pk>/nagelezen/", views.nagelezen, name="nagelezen"),
]
