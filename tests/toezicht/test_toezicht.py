"""What is kept no longer than needed; who did what, with old and new values; who looked at what is about people."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Lidmaatschap, MislukteInlog, Rol, User
from bewaking.management.commands.klok import tick
from bewaking.models import Hartslag
from core import opzij
from core.history import tracked_models, within
from core.inlezen import GELDIG
from inlezen.models import Inlezing
from post.models import Mail
from post.soorten import MailSoort
from post.sturen import keep
from segments.models import Gemeente, Inkoop, Regio
from tarieven.models import Kostprijsopbouw, Tarief
from tests.accounts.factories import PASSWORD, UserFactory
from tests.core.everything import everything
from tests.overleg.factories import reacted
from tests.overleg.gevraagd import asked, open_for_questions
from tests.segments.factories import InkoopFactory
from tests.werkplek.conftest import client_of
from tests.werkplek.versies import fill, published
from toezicht import verslag
from toezicht.models import Inzage
from toezicht.opruimen import TERMIJNEN, clean_up
from toezicht.verslag import tables

DAY = dt.timedelta(days=1)
VANDAAG = {"van": timezone.localdate(), "tot": timezone.localdate()}


def logboek(regio: Regio, tabel: str, **period: dt.date) -> list[tuple[str, ...]]:
    return next(one.regels for one in tables(regio, **{**VANDAAG, **period}) if one.naam == tabel)


# --- retention --------------------------------------------------------------------------------------------------------


def test_what_is_old_goes_and_what_is_not_stays(
    inkoop: Inkoop, lezer: User, capsys: pytest.CaptureFixture[str]
) -> None:
    now = timezone.now()
    client = Client()
    client.post("/inloggen/", {"username": "lezer", "password": PASSWORD})
    assert lezer.inlogmomenten.count() == 1  # type: ignore[attr-defined]
    keep(MailSoort.ACCOUNT, aan="a@b.nl", onderwerp="x", tekst="y")
    Inzage.objects.create(gebruiker=lezer, pad="/admin/accounts/user/")
    for taken_over in (None, now):
        Inlezing.objects.create(
            inkoop=inkoop, naam="x", bestand="x", gekozen_door=lezer, gekozen_op=now, voorstel={},
            overgenomen_op=taken_over, overgenomen_door=lezer if taken_over else None,
        )  # fmt: skip
    opzij.put(b"x", for_how_long=GELDIG)
    assert all(gone == 0 for _, gone in clean_up(at=now))
    found = {termijn.wat: gone for termijn, gone in clean_up(at=now + 400 * DAY)}
    assert found.pop("inlogmomenten en mislukte pogingen") >= 1
    assert found == {
        "verlopen sessies": 1,
        "mails": 1,
        "ingelezen documenten die niemand overnam": 1,
        "bestanden waarvan niemand de controle bevestigde": 1,
        "afgerond werk op de achtergrond": 0,
        "inzagen van persoonsgegevens": 1,
        "sporen van wie iets vroeg zonder account": 0,
        "concepten die niemand verstuurde": 0,
        "afzenders van wie de termijn voorbij is": 0,
    }
    assert [row.overgenomen_door for row in Inlezing.objects.all()] == [lezer]
    assert User.objects.filter(pk=lezer.pk).exists()
    call_command("opruimen")
    assert len(capsys.readouterr().out.splitlines()) == len(TERMIJNEN)


def test_the_documentation_says_how_long_each_is_kept() -> None:
    text = (Path(__file__).parents[2] / "docs/beheer.md").read_text()
    told = dict(re.findall(r"^\| ([^|`]+) \| ([^|]+) \|$", text, re.MULTILINE))
    for termijn in TERMIJNEN:
        days = re.match(r"(\d+) dag(en)?\b", told[termijn.wat])
        assert (int(days[1]) if days else 0) == termijn.dagen, termijn.wat


def test_a_session_that_counts_stays(lezer: User) -> None:
    client_of(lezer)
    clean_up(at=timezone.now())
    assert Session.objects.exists()


def test_logins_are_kept_as_long_as_the_privacy_page_says(visitor: Client, settings: Any) -> None:
    assert f"{settings.BEWAAR_INLOGGEN} dagen" in visitor.get("/privacy/").text


def test_the_clock_cleans_up_once_a_day(db: None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "bewaking.klok")
    old = keep(MailSoort.ACCOUNT, aan="a@b.nl", onderwerp="x", tekst="y")
    Mail.objects.update(gemaakt_op=timezone.now() - 31 * DAY)
    assert tick()
    assert not Mail.objects.filter(pk=old.pk).exists()
    assert "Opgeruimd: 1 mails (na 30 dagen)" in caplog.text
    caplog.clear()
    assert tick()
    assert "Opgeruimd" not in caplog.text
    Hartslag.objects.filter(naam="opruimen").update(op=timezone.now() - DAY)
    tick()
    assert "Opgeruimd" in caplog.text


# --- who did what -----------------------------------------------------------------------------------------------------


def test_a_change_is_told_with_what_stood_there(inkoop: Inkoop, contractmanager: User) -> None:
    client_of(contractmanager).post(
        "/beheer/inkoop-2026/gegevens/", {**fields_of(contractmanager), "titel": "Een nieuwe titel"}
    )
    rows = [row for row in logboek(inkoop.regio, "Wijzigingen") if row[5] == "titel" and row[4] == "gewijzigd"]
    assert [row[1:8] for row in rows] == [
        ("contractmanager", "inkoop", "Een nieuwe titel", "gewijzigd", "titel", "Inkoop 2026", "Een nieuwe titel")
    ]
    assert logboek(inkoop.regio, "Wijzigingen", van=VANDAAG["van"] + DAY, tot=VANDAAG["tot"] + DAY) == []


def fields_of(user: User) -> dict[str, Any]:
    from tests.werkplek.test_gegevens import fields

    return fields(client_of(user), "/beheer/inkoop-2026/gegevens/")


def test_roles_and_accounts_are_in_it_and_passwords_are_not(regio: Regio, contractmanager: User, lezer: User) -> None:
    Lidmaatschap.objects.filter(user=lezer).delete()
    lezer.set_password("een-heel-ander-wachtwoord")
    lezer.is_active = False
    lezer.save()
    rows = logboek(regio, "Accounts en rollen")
    assert ("verwijderd", "rol", "lezer", "") in {(row[4], row[5], row[6], row[7]) for row in rows}
    assert ("gewijzigd", "actief", "ja", "nee") in {(row[4], row[5], row[6], row[7]) for row in rows}
    assert not [row for row in rows if "md5" in str(row) or "wachtwoord" in row[5]]


def test_a_login_is_in_it(regio: Regio, lezer: User, buur: User) -> None:
    for user in (lezer, buur):
        Client().post("/inloggen/", {"username": user.username, "password": PASSWORD})
    assert [row[2] for row in logboek(regio, "Inloggen")] == ["lezer"]


def fail(name: str, *, address: str = "198.51.100.7", client: Client | None = None) -> None:
    (client or Client()).post("/inloggen/", {"username": name, "password": "mis"}, REMOTE_ADDR=address)


def test_a_failure_to_log_in_is_told_to_the_regio_of_that_person_with_the_address(
    regio: Regio, buurregio: Regio, lezer: User, buur: User
) -> None:
    for name in ("lezer", "buur", "bestaat-niet", "lezer@nergens.example"):
        fail(name)
    rows = logboek(regio, "Mislukt inloggen")
    assert [row[1:] for row in rows] == [("lezer", "lezer", "198.51.100.7", "mislukt: verkeerde gegevens")]
    assert [row[2] for row in logboek(buurregio, "Mislukt inloggen")] == ["buur"]
    assert logboek(regio, "Mislukt inloggen", van=VANDAAG["van"] + DAY, tot=VANDAAG["tot"] + DAY) == []
    # Whoever gets in afterwards does not wipe it out.
    Client().post("/inloggen/", {"username": "lezer", "password": PASSWORD})
    assert len(logboek(regio, "Mislukt inloggen")) == 1


def test_who_is_stopped_is_told_once_and_does_not_fill_the_table(regio: Regio, lezer: User) -> None:
    for _ in range(14):
        fail("lezer")
    told = [row[4] for row in logboek(regio, "Mislukt inloggen")]
    assert told == ["mislukt: verkeerde gegevens"] * 8 + ["tegengehouden na te veel pogingen"]


def test_a_failure_is_gone_when_the_privacy_page_says_so(regio: Regio, lezer: User, settings: Any) -> None:
    fail("lezer")
    kept = settings.BEWAAR_INLOGGEN
    MislukteInlog.objects.update(op=timezone.now() - (kept - 1) * DAY)
    clean_up(at=timezone.now())
    assert MislukteInlog.objects.count() == 1
    MislukteInlog.objects.update(op=timezone.now() - (kept + 1) * DAY)
    clean_up(at=timezone.now())
    assert not MislukteInlog.objects.exists()


def test_nothing_of_the_neighbour_is_in_it(inkoop: Inkoop, buurregio: Regio) -> None:
    everything(inkoop, "Eigenwaar")
    everything(InkoopFactory(regio=buurregio), "Buurman", number=2)
    told = str(tables(inkoop.regio, **VANDAAG)).lower()
    assert "eigenwaar" in told
    assert "buurman" not in told


@pytest.mark.usefixtures("small_files")
def test_the_history_of_every_model_belongs_to_a_regio(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    everything(inkoop, "Eigenwaar")
    open_for_questions(inkoop)
    asked(inkoop)
    other = InkoopFactory(regio=inkoop.regio)
    fill(other)
    reacted(published(other, contractmanager, beoordelaar), contractmanager)
    models = [model for model in tracked_models() if model is not User]  # people: by their roles
    assert [model.__name__ for model in models if not within(model, inkoop.regio).exists()] == []
    assert Gemeente not in tracked_models()


def test_what_was_thrown_away_is_still_told(inkoop: Inkoop) -> None:
    everything(inkoop, "Eigenwaar")
    Kostprijsopbouw.objects.all().delete()
    Tarief.objects.all().delete()
    rows = {(row[2], row[4], row[5]) for row in logboek(inkoop.regio, "Wijzigingen")}
    assert {("tarief", "verwijderd", "bedrag"), ("kostenelement", "verwijderd", "bedrag")} <= rows


# --- the file ---------------------------------------------------------------------------------------------------------


def test_the_beheerder_downloads_it(inkoop: Inkoop, beheerder: User, contractmanager: User) -> None:
    url = "/beheer/account/logboek/midden-limburg/"
    client = client_of(beheerder)
    assert f'href="{url}"' in client.get("/beheer/account/").text
    assert f'href="{url}"' not in client_of(contractmanager).get("/beheer/account/").text
    Inkoop.objects.update(titel="=1+1")
    data = {"van": "1-1-2026", "tot": f"{VANDAAG['tot']}", "formaat": "xlsx"}
    response = client.post(url, data)
    assert response["Content-Disposition"].endswith('.xlsx"')
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Inloggen", "Mislukt inloggen", "Accounts en rollen", "Wijzigingen", "Versies", "Inzage"]
    assert not [cell for row in book["Wijzigingen"] for cell in row if cell.data_type == "f"]
    found = json.loads(client.post(url, {**data, "formaat": "json"}).content)
    assert {row["Wordt"] for row in found["Wijzigingen"] if row["Veld"] == "titel"} == {"Inkoop 2026", "=1+1"}
    # Twice it was fetched, and the page that asked was seen.
    assert [row["Pagina"] for row in found["Inzage"]] == [url]
    assert Inzage.objects.filter(gebruiker=beheerder, pad=url).count() == 2


def test_a_period_that_cannot_be_is_told(beheerder: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client, url = client_of(beheerder), "/beheer/account/logboek/midden-limburg/"
    response = client.post(url, {"van": "2-1-2026", "tot": "1-1-2026", "formaat": "json"})
    assert response.status_code == 422
    assert "ligt voor de eerste" in response.text
    monkeypatch.setattr(verslag, "MAX_REGELS", 0)
    response = client.post(url, {"van": "1-1-2026", "tot": f"{VANDAAG['tot']}", "formaat": "json"})
    assert response.status_code == 422
    assert "Kies een kortere periode" in response.text


def test_looking_at_people_is_written_down_and_at_work_is_not(beheerder: User, inkoop: Inkoop, visitor: Client) -> None:
    client = client_of(beheerder)
    client.get("/admin/accounts/user/?q=geheim")
    client.get(f"/admin/segments/inkoop/{inkoop.pk}/change/")
    visitor.get("/admin/accounts/user/")
    assert [(row.gebruiker, row.pad) for row in Inzage.objects.all()] == [(beheerder, "/admin/accounts/user/")]


def test_the_history_in_the_admin_shows_values(beheerder: User, regio: Regio, inkoop: Inkoop) -> None:
    inkoop.titel = "Een <nieuwe> titel"
    inkoop.save()
    page = client_of(beheerder).get(f"/admin/segments/inkoop/{inkoop.pk}/history/").text
    assert "Inkoop 2026" in page
    assert "Een &lt;nieuwe&gt; titel" in page
    user = UserFactory(username="nieuw", regio=regio, rol=Rol.LEZER)
    assert "gebruikersnaam" in client_of(beheerder).get(f"/admin/accounts/user/{user.pk}/history/").text
