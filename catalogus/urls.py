"""Public addresses (design 5). The pages of an inkoop stand twice: as they count today, and pinned to a version."""

from __future__ import annotations

from django.urls import include, path

from catalogus import (
    bestanden,
    eisenpakket,
    feeds,
    notas,
    overheid,
    pastpagina,
    planning,
    proces,
    regios,
    tariefbestanden,
    toegang,
    views,
    woordbestanden,
    zoekpagina,
)

code = "<slug:code>"

versie = [
    path("", views.overzicht, name="overzicht"),
    path("percelen/", views.percelen, name="percelen"),
    path(f"percelen/{code}/", views.perceel, name="perceel"),
    path(f"percelen/{code}/toegang/", toegang.toegang, {"soort": "perceel"}, name="perceel_toegang"),
    path(f"percelen/{code}.pdf", bestanden.pdf, {"soort": "perceel"}, name="perceel_pdf"),
    path(f"percelen/{code}.json", bestanden.deel, {"soort": "perceel"}, name="perceel_json"),
    path("producten/", views.producten, name="producten"),
    path(f"producten/{code}/", views.product, name="product"),
    path(f"producten/{code}/toegang/", toegang.toegang, {"soort": "product"}, name="product_toegang"),
    path(f"producten/{code}.pdf", bestanden.pdf, {"soort": "product"}, name="product_pdf"),
    path(f"producten/{code}.json", bestanden.deel, {"soort": "product"}, name="product_json"),
    path("segmenten/", views.segmenten, name="segmenten"),
    path(f"segmenten/{code}/", views.segment, name="segment"),
    path(f"segmenten/{code}.pdf", bestanden.pdf, {"soort": "segment"}, name="segment_pdf"),
    path(f"segmenten/{code}.json", bestanden.deel, {"soort": "segment"}, name="segment_json"),
    path("grondslagen/", views.grondslagen, name="grondslagen"),
    path("eisen/", views.eisen, name="eisen"),
    path("tarieven/", views.tarieven, name="tarieven"),
    path("tarieven.xlsx", tariefbestanden.xlsx, name="tarieven_xlsx"),
    path("tarieven.csv", tariefbestanden.csv, name="tarieven_csv"),
    path("tarieven.json", tariefbestanden.json, name="tarieven_json"),
    path("eisenpakket/", eisenpakket.eisenpakket, name="eisenpakket"),
    path("eisenpakket.pdf", eisenpakket.pdf, name="eisenpakket_pdf"),
    path("begrippen/", views.begrippen, name="begrippen"),
    path("document/", views.document, name="document"),
    path("wijzigingen/", views.wijzigingen, name="wijzigingen"),
    path("vergelijken/", views.vergelijken, name="vergelijken"),
    path("versies/", views.versies, name="versies"),
    path("beschrijvingen.pdf", bestanden.pdf, {"soort": "document"}, name="document_pdf"),
    path("beschrijvingen.docx", woordbestanden.document, {"formaat": "docx"}, name="document_docx"),
    path("beschrijvingen.odt", woordbestanden.document, {"formaat": "odt"}, name="document_odt"),
    path("gegevens.json", bestanden.gegevens, name="gegevens"),
]

# What goes on around the text is not part of a version.
rondom = [
    path("nieuws.atom", feeds.nieuws, name="nieuws"),
    path("planning/", planning.planning, name="planning"),
    path("planning.ics", planning.agenda, name="agenda"),
    path("bijeenkomsten/", proces.bijeenkomsten, name="bijeenkomsten"),
    path("bijeenkomsten/<slug:sleutel>/", proces.bijeenkomst, name="bijeenkomst"),
    path("documenten/", proces.documenten, name="documenten"),
    path("documenten/<slug:sleutel>/bestand/", proces.bestand, name="documentbestand"),
    path("kengetallen/", proces.kengetallen, name="kengetallen"),
    path("reactienota/<int:volgnummer>/", notas.van_reacties, name="reactienota"),
    path("reactienota/<int:volgnummer>.<slug:formaat>", notas.bestand_van_reacties, name="reactienota_bestand"),
    path("vragen/<int:volgnummer>/", notas.van_inlichtingen, name="vragennota"),
    path("vragen/<int:volgnummer>.<slug:formaat>", notas.bestand_van_inlichtingen, name="vragennota_bestand"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("zoeken/", zoekpagina.zoeken, name="zoeken"),
    path("past-dit-bij-ons/", pastpagina.past, name="past"),
    path("vergelijken/", regios.vergelijken, name="regios"),
    *(path(f"{naam}/", overheid.pagina, {"naam": naam}, name=naam) for naam in sorted(overheid.PAGES)),
    path(".well-known/security.txt", overheid.security_txt, name="security_txt"),
    path("robots.txt", overheid.robots_txt, name="robots_txt"),
    path("sitemap.xml", overheid.sitemap, name="sitemap"),
    path("inkoop/<slug:slug>/", include((versie + rondom, "inkoop"))),
    path("inkoop/<slug:slug>/versie/<int:nummer>/bestanden/<slug:sha256>.pdf", bestanden.origineel, name="origineel"),
    path("inkoop/<slug:slug>/versie/<int:nummer>/", include((versie, "versie"))),
]
