"""Addresses (design 5)."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from werkplek.inrichten import inrichten
from wmo_portal import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("inrichten/", inrichten, name="inrichten"),
    path("", include("werkplek.aanmelden.urls")),
    path("admin/", admin.site.urls),
    path("huisstijl/<slug:slug>.css", views.huisstijl, name="huisstijl"),
    path("huisstijl/<slug:slug>.png", views.logo, name="logo"),
    path("beheer/", include("werkplek.urls")),
    path("inkoop/<slug:slug>/", include("loket.urls")),
    path("", include("catalogus.urls")),
]

handler400 = "wmo_portal.views.bad_request"
handler403 = "wmo_portal.views.forbidden"
handler404 = "wmo_portal.views.not_found"
handler500 = "wmo_portal.views.server_error"
