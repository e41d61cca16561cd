"""What readers type, and the page that must be among the first three: a provider, a policy officer of another municipality, a lawyer, a
citizen and a designer of a site."""

from __future__ import annotations

import pytest

from tests.catalogus.test_zoeken import find

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

MLW, LN, KAMPEN = "/inkoop/mlw-mer-2024/", "/inkoop/limburg-noord-2022/", "/inkoop/kampen-2026/"
#: The question, the inkoop that it is asked in (or anywhere), and the page.
VRAGEN: list[tuple[str, str, str]] = [
    # --- a provider ---
    ("tarief BGI", "", f"{MLW}producten/bgi/"),
    ("prijs begeleiding groep", "", f"{MLW}producten/bgg/"),
    ("wat krijg je voor begeleiding groep", "", f"{MLW}producten/bgg/"),
    ("welk opleidingsniveau voor BGI complex", "", f"{MLW}producten/bgi-complex/"),
    ("welke diploma's BGG", "", f"{MLW}producten/bgg/"),
    ("mbo3 begeleiding groep", "", f"{MLW}producten/bgg/"),
    ("hbo 4 complex", "", f"{MLW}producten/bgi-complex/"),
    ("kortdurend verblijf 3 etmalen per week", "", f"{MLW}producten/kdv/"),
    ("hoeveel etmalen per jaar logeren", "", f"{MLW}producten/kdv/"),
    ("02A03", "", f"{MLW}producten/bgi/"),
    ("vervoer dagbesteding", "mlw-mer-2024", f"{MLW}producten/bgg/"),
    ("vervoer rolstoel", "", f"{MLW}producten/vervoer/"),
    ("VOG", "", f"{MLW}producten/vervoer/"),
    ("BG-I", "mlw-mer-2024", f"{MLW}producten/bgi/"),
    ("bgi/complex", "mlw-mer-2024", f"{MLW}producten/bgi-complex/"),
    ("wachtlijst", "mlw-mer-2024", f"{MLW}producten/bgi/"),
    ("dagbestedingsgroep", "", f"{MLW}producten/bgg/"),
    ("woonbegeleiding", "", f"{LN}producten/begeleiding-individueel/"),
    ("looptijd contract", "mlw-mer-2024", MLW),
    ("wanneer kan ik inschrijven", "mlw-mer-2024", MLW),
    ("maximaal aantal aanbieders", "limburg-noord-2022", f"{LN}segmenten/1a/"),
    ("open house", "", LN),
    ("SROI", "", f"{KAMPEN}eisen/#eis-SROI"),
    ("bibob toets", "", f"{KAMPEN}eisen/#eis-BIBOB"),
    ("geschiktheidseisen kampen", "", f"{KAMPEN}document/#hoofdstuk-uitsluiting-geschiktheid-gunning"),
    ("kostprijsonderzoek kampen", "", f"{KAMPEN}document/#hoofdstuk-kostprijsonderzoek"),
    # --- a policy officer of another municipality ---
    ("perceel 3", "mlw-mer-2024", f"{MLW}percelen/3/"),
    ("1 tot 5 jaar", "mlw-mer-2024", f"{MLW}percelen/3/"),
    ("1-5 jaar behoud", "mlw-mer-2024", f"{MLW}percelen/3/"),
    ("complexe meervoudige problematiek", "", f"{MLW}percelen/6/"),
    ("zware problematiek op leefgebieden", "", f"{MLW}percelen/6/"),
    ("4 van de 5 kenmerken", "", f"{MLW}percelen/6/"),
    ("hoarding", "", f"{MLW}percelen/6/"),
    ("outreachend werken", "", f"{MLW}percelen/6/"),
    ("ouderen gecontroleerde achteruitgang", "", f"{MLW}percelen/4/"),
    ("ontwikkeling lichte problematiek", "mlw-mer-2024", f"{MLW}percelen/1/"),
    ("beschermd wonen doorstroom", "", f"{MLW}percelen/2/"),
    ("leveranciersmanagement", "", f"{LN}document/#hoofdstuk-leveranciersmanagement"),
    ("toegang gemeente toegangsmanagement", "", f"{LN}document/#hoofdstuk-toegangsmanagement"),
    ("hoe is de bekostiging geregeld", "limburg-noord-2022", f"{LN}document/#hoofdstuk-bekostiging"),
    ("bouwstenen", "", f"{KAMPEN}document/#hoofdstuk-bouwstenen"),
    ("indicatieprotocol huishouden", "", f"{KAMPEN}document/#hoofdstuk-indicatieprotocol-huishouden"),
    ("segment ouderen kampen", "", f"{KAMPEN}segmenten/ouderen/"),
    ("dekkend aanbod", "", f"{KAMPEN}document/#hoofdstuk-dekkend-aanbod"),
    ("3+1+1", "mlw-mer-2024", f"{MLW}producten/bgg/"),
    ("gemeente Weert", "", MLW),
    # --- a lawyer ---
    ("waar staan de wijzigingen", "mlw-mer-2024", f"{MLW}document/#hoofdstuk-wijzigingen"),
    ("normenkader", "", f"{MLW}document/#hoofdstuk-normenkader"),
    ("huiselijk geweld", "", f"{MLW}percelen/6/"),
    ("beschikking verblijf", "", f"{MLW}producten/kdv/"),
    ("eigen bijdrage", "", f"{MLW}producten/bgg/"),
    ("uitsluitingsgronden", "", f"{KAMPEN}document/#hoofdstuk-uitsluiting-geschiktheid-gunning"),
    ("contractvorm limburg-noord", "", f"{LN}document/#hoofdstuk-contractvorm"),
    # --- a citizen ---
    ("wat is een grondslag", "", f"{MLW}document/#hoofdstuk-grondslagen"),
    ("psychische stoornis", "", f"{MLW}grondslagen/#grondslag-PSY"),
    ("hersenletsel", "", f"{MLW}grondslagen/#grondslag-NAH"),
    ("hulp in het huishouden", "", f"{LN}producten/hulp-bij-huishouden/"),
    ("huishoudelijke hulp", "", f"{KAMPEN}producten/hulp-bij-het-huishouden/"),
    ("mantelzorger ontlasten", "", f"{MLW}producten/kdv/"),
    ("respijtzorg", "mlw-mer-2024", f"{MLW}producten/kdv/"),
    ("zorg mijden", "", f"{MLW}percelen/6/"),
    ("dementie dagopvang", "mlw-mer-2024", f"{MLW}producten/bgg/"),
    ("persoonlijke verzorging", "", f"{LN}producten/persoonlijke-verzorging/"),
]


@pytest.mark.parametrize(("vraag", "inkoop", "adres"), VRAGEN)
def test_the_page_that_was_meant_is_among_the_first_three(vraag: str, inkoop: str, adres: str) -> None:
    found = find(vraag, **({"inkoop": [inkoop]} if inkoop else {}))
    assert adres in [resultaat.adres for resultaat in found.resultaten[:3]]
    assert found.totaal > 0


#: Questions that a moment of the planning, a bijeenkomst, a document, a figure or an eis answers: the kind and the title of the answer.
ROND_DE_TEKST: list[tuple[str, str, str, str]] = [
    ("tot wanneer aanmelden basisovereenkomst", "mlw-mer-2024", "Planning", "basisovereenkomst"),
    ("wanneer start de herindicatie", "", "Planning", "Herindicatie"),
    ("uiterste datum reageren", "kampen-2026", "Planning", "Uiterste moment om te reageren"),
    ("wanneer is de gunning voor ouderen", "", "Planning", "Definitieve gunning segment Ouderen"),
    ("overlegtafels", "", "Planning", "overlegtafels"),
    ("kostprijsconsultatie", "", "Bijeenkomst", "Aanbiederssessie over de kostprijsconsultatie"),
    (
        "sessie grootste aanbieders",
        "kampen-2026",
        "Bijeenkomst",
        "Sessie met de vijf grootste aanbieders van het segment Ouderen",
    ),
    ("programma van eisen segment 2a", "", "Document", "2a"),
    ("feedbackformulier", "", "Document", "Formulier voor feedback"),
    ("nieuwsbrief", "", "Document", "Nieuwsbrief"),
    ("omzet dagbesteding 2023", "", "Kengetal", "Dagbesteding, kengetallen 2023"),
    ("bibob onderzoek", "", "Eis", "Bibob-onderzoek"),
    ("kwaliteitsborging", "", "Eis", "Kwaliteitsborging"),
]


@pytest.mark.parametrize(("vraag", "inkoop", "soort", "titel"), ROND_DE_TEKST)
def test_what_answers_a_question_around_the_text_is_among_the_first_three(
    vraag: str, inkoop: str, soort: str, titel: str
) -> None:
    found = find(vraag, **({"inkoop": [inkoop]} if inkoop else {}))
    first = [(resultaat.soort, resultaat.titel) for resultaat in found.resultaten[:3]]
    assert [one for one in first if one[0] == soort and titel.lower() in one[1].lower()], first
