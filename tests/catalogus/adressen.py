"""Every kind of public page, of every inkoop of the demo data, old versions and odd questions included."""

from __future__ import annotations

MLW = "/inkoop/mlw-mer-2024/"
LIMBURG = "/inkoop/limburg-noord-2022/"
KAMPEN = "/inkoop/kampen-2026/"
VOORBEELD = "/inkoop/voorbeeldstad-2026/"

SITE = [
    "/",
    "/zoeken/",
    "/past-dit-bij-ons/",
    "/vergelijken/",
    "/over/",
    "/toegankelijkheid/",
    "/privacy/",
    "/cookies/",
    "/contact/",
]
VERSION = [
    MLW,
    f"{MLW}percelen/",
    f"{MLW}percelen/1/",
    f"{MLW}percelen/6/",
    f"{MLW}percelen/5/toegang/",
    f"{MLW}percelen/6/toegang/",
    f"{MLW}producten/",
    f"{MLW}producten/bgi/",
    f"{MLW}producten/bgi-complex/",
    f"{MLW}producten/kdv/",
    f"{MLW}grondslagen/",
    f"{MLW}eisen/",
    f"{MLW}eisenpakket/",
    f"{MLW}tarieven/",
    f"{MLW}begrippen/",
    f"{MLW}document/",
    f"{MLW}wijzigingen/",
    f"{MLW}versies/",
    f"{MLW}vergelijken/",
    f"{MLW}versie/2/",
    f"{MLW}versie/2/producten/bgi/",
    f"{MLW}versie/1/wijzigingen/",
    LIMBURG,
    f"{LIMBURG}segmenten/",
    f"{LIMBURG}segmenten/1a/",
    f"{LIMBURG}percelen/",
    f"{LIMBURG}percelen/1a-regionaal/",
    KAMPEN,
    f"{KAMPEN}eisen/",
    VOORBEELD,
    f"{VOORBEELD}producten/",
    f"{VOORBEELD}producten/begeleiding/",
    f"{VOORBEELD}producten/begeleiding-intensief/",
    f"{VOORBEELD}producten/sociaal-netwerk/",
    f"{VOORBEELD}eisen/",
    f"{VOORBEELD}tarieven/",
    f"{VOORBEELD}document/",
    f"{VOORBEELD}wijzigingen/",
]
AROUND = [
    f"{MLW}planning/",
    f"{KAMPEN}planning/",
    f"{LIMBURG}bijeenkomsten/",
    f"{KAMPEN}bijeenkomsten/sessie-ouderen/",
    f"{MLW}documenten/",
    f"{KAMPEN}kengetallen/",
]
QUESTIONS = [
    "/zoeken/?q=begeleiding",
    "/zoeken/?q=begeleiding&pagina=2&soort=product&soort=perceel",
    "/zoeken/?q=begeleidng",
    "/past-dit-bij-ons/?grondslag=PSY&gemeente=0946&doelgroep=volwassenen",
    "/vergelijken/?categorie=02",
    "/vergelijken/?deel=mlw-mer-2024/product/bgi",
    "/vergelijken/?deel=mlw-mer-2024/product/bgi&deel=limburg-noord-2022/product/begeleiding-individueel",
    "/vergelijken/?deel=mlw-mer-2024/perceel/1&deel=limburg-noord-2022/perceel/1a-lokaal&dag=onzin",
    "/past-dit-bij-ons/?grondslag=SOM&product=02&pagina=2",
    f"{MLW}wijzigingen/?van=1&tot=3",
    f"{MLW}wijzigingen/?van=3&tot=3",
    f"{MLW}vergelijken/?perceel=1&perceel=2",
    f"{MLW}vergelijken/?product=bgi&product=bgg&product=kdv",
    f"{MLW}vergelijken/?perceel=1&perceel=99",
    f"{VOORBEELD}vergelijken/?product=begeleiding&product=dagbesteding",
    f"{VOORBEELD}tarieven/?dag=2026-02-01",
    f"{LIMBURG}vergelijken/?segment=1a&segment=2a",
    f"{MLW}tarieven/?dag=onzin",
    f"{MLW}eisen/?soort=kpi&perceel=1",
    f"{MLW}eisen/?perceel=onzin",
    f"{MLW}eisenpakket/?perceel=6&product=kdv",
    f"{MLW}eisenpakket/?perceel=onzin",
    f"{KAMPEN}eisenpakket/?product=begeleiding",
]
PAGES = [*SITE, *VERSION, *AROUND, *QUESTIONS]
