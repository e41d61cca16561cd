"""/beheer/<slug>/reacties/: rounds, what came in, deciding about it, and the nota."""

from __future__ import annotations

from django.urls import path

from werkplek.overleg import notas, rondes, views

app_name = "overleg"

urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("reacties.xlsx", views.xlsx, name="xlsx"),
    path("onderwerpen/<int:pk>/", views.onderwerp, name="onderwerp"),
    path("onderwerpen/<int:pk>/samen/", views.samen, name="samen"),
    path("afzenders/<int:pk>/", views.afzender, name="afzender"),
    path("afzenders/<int:pk>/bijlage/<int:nummer>/", views.bijlage, name="bijlage"),
    path("rondes/toevoegen/", rondes.ronde, name="ronde_toevoegen"),
    path("rondes/<int:pk>/", rondes.ronde, name="ronde"),
    path("rondes/<int:pk>/openen/", rondes.openen, name="openen"),
    path("bewaartermijn/", rondes.bewaartermijn, name="bewaartermijn"),
    path("rondes/<int:pk>/nota/", notas.opstellen, name="nota_opstellen"),
    path("notas/<int:pk>/", notas.nota, name="nota"),
]
