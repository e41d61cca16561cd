"""/beheer/<slug>/document/: reading a document in."""

from __future__ import annotations

from django.urls import path

from werkplek.documenten import views

app_name = "documenten"

urlpatterns = [
    path("", views.kiezen, name="kiezen"),
    path("<int:pk>/", views.nakijken, name="nakijken"),
    path("<int:pk>/stuk/<int:nummer>/", views.stuk, name="stuk"),
    path("<int:pk>/weggooien/", views.weggooien, name="weggooien"),
]
