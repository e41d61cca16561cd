from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import quote

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Lidmaatschap, Mislukking, Rol, Uitnodiging, User
from segments.models import Regio
from tests.accounts.factories import PASSWORD, UserFactory
from tests.clock import later
from tests.core.adminforms import errors, filled, save

USERS = reverse("admin:accounts_user_changelist")
INVITATIONS = reverse("admin:accounts_uitnodiging_changelist")
INVITE = reverse("admin:accounts_uitnodiging_add")
NEW_ROLE = reverse("admin:accounts_lidmaatschap_add")


def user_page(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def role_page(role: Lidmaatschap, page: str = "change") -> str:
    return reverse(f"admin:accounts_lidmaatschap_{page}", args=[role.pk])


@pytest.fixture
def manager(client: Client, beheerder: User) -> Client:
    client.force_login(beheerder)
    return client


@pytest.fixture
def shared(regio: Regio, buurregio: Regio) -> User:
    """Somebody who works for both regio's."""
    user = UserFactory(username="gedeeld", regio=regio, rol=Rol.LEZER)
    Lidmaatschap.objects.create(user=user, regio=buurregio, rol=Rol.BEOORDELAAR)
    return user


def invitation(regio: Regio, rol: Rol = Rol.CONTRACTMANAGER, **fields: object) -> dict[str, object]:
    return {"regio": regio.pk, "email": "Nieuw@Voorbeeld.nl", "rol": rol.value, **fields}


def test_beheerder_invites_by_mail_and_makes_no_account(
    manager: Client, regio: Regio, beheerder: User, mailoutbox: list[Any]
) -> None:
    response = save(manager, INVITE, **invitation(regio))
    assert response.status_code == 302
    row = Uitnodiging.objects.get()
    assert (row.email, row.regio, row.rol, row.door) == ("nieuw@voorbeeld.nl", regio, Rol.CONTRACTMANAGER, beheerder)
    assert not User.objects.filter(email=row.email).exists()
    (mail,) = mailoutbox
    assert mail.to == ["nieuw@voorbeeld.nl"]
    assert "/inloggen/uitnodiging/" in mail.body


def test_invitation_to_another_regio_is_refused(manager: Client, buurregio: Regio, mailoutbox: list[Any]) -> None:
    assert errors(save(manager, INVITE, **invitation(buurregio)))
    assert not mailoutbox
    assert not Uitnodiging.objects.exists()


def test_an_invitation_is_sent_again_until_it_is_accepted(
    manager: Client, regio: Regio, lezer: User, mailoutbox: list[Any]
) -> None:
    save(manager, INVITE, **invitation(regio))
    row = Uitnodiging.objects.get()
    again = {"action": "send_again", "_selected_action": [row.pk]}
    manager.post(INVITATIONS, again)
    assert len(mailoutbox) == 2
    Uitnodiging.objects.update(aangenomen_op=timezone.now(), aangenomen_door=lezer)
    manager.post(INVITATIONS, again)
    assert len(mailoutbox) == 2


def test_nobody_makes_an_account_or_sets_a_password_of_somebody_else(manager: Client, lezer: User) -> None:
    assert manager.get("/admin/accounts/user/add/").status_code == 403
    password = {"password": "x", "password1": "een-heel-lang-wachtwoord", "password2": "een-heel-lang-wachtwoord"}
    manager.post(f"/admin/accounts/user/{lezer.pk}/password/", password)
    save(manager, user_page(lezer), **password)
    lezer.refresh_from_db()
    assert lezer.check_password(PASSWORD)
    assert "pbkdf2" not in manager.get(user_page(lezer)).text
    assert lezer.password not in manager.get(user_page(lezer)).text


def test_nobody_makes_a_superuser_by_hand(manager: Client, lezer: User) -> None:
    given = {"is_superuser": "on", "is_staff": "on", "groups": [], "user_permissions": []}
    assert save(manager, user_page(lezer), **given).status_code == 302
    lezer.refresh_from_db()
    assert not lezer.is_superuser
    assert not lezer.is_staff


def test_role_of_beheerder_opens_the_admin_and_losing_it_closes_it(manager: Client, lezer: User) -> None:
    for rol, opens in ((Rol.BEHEERDER, True), (Rol.LEZER, False)):
        save(manager, user_page(lezer), **{"lidmaatschappen-0-rol": rol.value})
        lezer.refresh_from_db()
        assert lezer.is_staff is opens


def test_writing_and_reviewing_by_one_person_shows_as_a_warning(manager: Client, regio: Regio, lezer: User) -> None:
    save(manager, user_page(lezer), **{"lidmaatschappen-0-rol": Rol.BEOORDELAAR.value})
    assert "contractmanager én beoordelaar" not in manager.get(user_page(lezer)).text
    save(manager, NEW_ROLE, user=lezer.pk, regio=regio.pk, rol=Rol.CONTRACTMANAGER.value)
    assert "in Midden-Limburg contractmanager én beoordelaar" in manager.get(user_page(lezer)).text


def test_roles_are_given_by_who_is_really_there(manager: Client, lezer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    page = manager.get(user_page(lezer))
    assert page.status_code == 200
    later(monkeypatch, dt.timedelta(minutes=20))
    assert manager.get(user_page(lezer)).status_code == 200
    data = filled(page, **{"lidmaatschappen-0-rol": Rol.BEHEERDER.value})
    response = manager.post(user_page(lezer), data)
    assert response["Location"] == f"/beheer/account/bevestigen/?next={quote(user_page(lezer), safe='')}"
    lezer.refresh_from_db()
    assert not lezer.is_staff
    assert manager.post(response["Location"], {"password": "fout"}).status_code == 200
    # What was sent goes along: it is done as soon as she proves who she is.
    assert manager.post(response["Location"], {"password": PASSWORD}).status_code == 302
    lezer.refresh_from_db()
    assert lezer.is_staff


def test_in_the_admin_a_session_is_believed_for_an_hour(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, dt.timedelta(minutes=61))
    assert manager.get("/beheer/").status_code == 200
    assert manager.get(USERS)["Location"].startswith("/beheer/account/bevestigen/")
    later(monkeypatch, dt.timedelta(hours=9))
    assert manager.get("/beheer/")["Location"].startswith("/inloggen/")


def test_what_a_beheerder_does_to_an_account_is_told_and_stays_known(
    manager: Client, lezer: User, beheerder: User, mailoutbox: list[Any]
) -> None:
    User.objects.filter(pk=lezer.pk).update(email="lies@voorbeeld.nl")
    Mislukking.objects.create(wie="x", vanaf="y", bekend=False, user=lezer, op=timezone.now())
    TOTP.activate(lezer, "GEHEIM")
    for action in ("unlock", "send_reset", "remove_second_factor"):
        manager.post(USERS, {"action": action, "_selected_action": [lezer.pk, beheerder.pk]})
    assert [mail.to for mail in mailoutbox] == [["lies@voorbeeld.nl"]] * 3  # and nobody does it to herself
    assert "beheerder heeft uw account ontgrendeld" in mailoutbox[0].body
    assert "/inloggen/wachtwoord/" in mailoutbox[1].body
    assert "tweede stap weggehaald" in mailoutbox[2].body
    assert LogEntry.objects.filter(object_id=str(lezer.pk)).count() == 3
    assert not lezer.mislukkingen.exists()
    assert not lezer.has_second_factor()


def test_another_address_is_told_to_both_and_is_in_the_history(
    manager: Client, lezer: User, beheerder: User, mailoutbox: list[Any]
) -> None:
    User.objects.filter(pk=lezer.pk).update(email="lies@voorbeeld.nl")
    User.objects.filter(pk=beheerder.pk).update(email="bea@voorbeeld.nl")
    assert errors(save(manager, user_page(lezer), email="BEA@voorbeeld.nl"))
    assert save(manager, user_page(lezer), email="ander@voorbeeld.nl").status_code == 302
    assert sorted(mail.to[0] for mail in mailoutbox) == ["ander@voorbeeld.nl", "lies@voorbeeld.nl"]
    events = apps.get_model("accounts.UserEvent").objects.filter(pgh_obj=lezer).order_by("pgh_id")
    last = events.select_related("pgh_context").last()
    assert (last.email, last.pgh_context.metadata["user"]) == ("ander@voorbeeld.nl", beheerder.pk)
    assert not hasattr(last, "password")


def test_user_without_roles_elsewhere_can_be_changed(manager: Client, lezer: User) -> None:
    assert save(manager, user_page(lezer), first_name="Lies", is_active=None).status_code == 302
    lezer.refresh_from_db()
    assert (lezer.first_name, lezer.is_active) == ("Lies", False)


def test_user_with_a_role_elsewhere_is_read_only_and_shows_own_roles_only(manager: Client, shared: User) -> None:
    response = manager.get(user_page(shared))
    assert response.status_code == 200
    assert "Buurregio" not in response.content.decode()
    assert manager.post(user_page(shared), {"username": "anders"}).status_code == 403


def test_stranger_does_not_exist(manager: Client, buur: User) -> None:
    assert "buur" not in [user.username for user in manager.get(USERS).context["cl"].result_list]
    assert manager.get(user_page(buur)).status_code == 404


def test_superuser_of_own_regio_cannot_be_changed(manager: Client, regio: Regio) -> None:
    superuser = UserFactory(regio=regio, rol=Rol.LEZER, is_staff=True, is_superuser=True)
    assert manager.post(user_page(superuser), {"username": "anders"}).status_code == 403


def test_nobody_changes_her_own_roles(manager: Client, beheerder: User) -> None:
    own = beheerder.lidmaatschappen.get()
    assert manager.post(user_page(beheerder), {"username": "anders"}).status_code == 403
    assert manager.post(role_page(own), {"rol": Rol.LEZER.value}).status_code == 403
    assert manager.post(role_page(own, "delete"), {"post": "yes"}).status_code == 403
    listed = reverse("admin:accounts_lidmaatschap_changelist")
    manager.post(listed, {"action": "delete_selected", "_selected_action": [own.pk], "post": "yes"})
    assert beheerder.lidmaatschappen.exists()
    assert errors(save(manager, NEW_ROLE, user=beheerder.pk, regio=own.regio_id, rol=Rol.CONTRACTMANAGER.value))


def test_users_are_not_deleted(manager: Client, lezer: User) -> None:
    assert manager.post(reverse("admin:accounts_user_delete", args=[lezer.pk]), {"post": "yes"}).status_code == 403
    manager.post(USERS, {"action": "delete_selected", "_selected_action": [lezer.pk], "post": "yes"})
    assert User.objects.filter(pk=lezer.pk).exists()


def test_roles_one_by_one(manager: Client, shared: User, regio: Regio, buurregio: Regio) -> None:
    fields = {"user": shared.pk, "rol": Rol.BEHEERDER.value}
    assert errors(save(manager, NEW_ROLE, regio=buurregio.pk, **fields))
    assert save(manager, NEW_ROLE, regio=regio.pk, **fields).status_code == 302
    shared.refresh_from_db()
    assert shared.is_staff
    role = shared.lidmaatschappen.get(rol=Rol.BEHEERDER)
    assert manager.post(role_page(role, "delete"), {"post": "yes"}).status_code == 302
    shared.refresh_from_db()
    assert not shared.is_staff


def test_deleting_roles_from_the_list_closes_the_admin(manager: Client, regio: Regio) -> None:
    other = UserFactory(regio=regio, rol=Rol.BEHEERDER, is_staff=True)
    listed = reverse("admin:accounts_lidmaatschap_changelist")
    roles = [row.pk for row in other.lidmaatschappen.all()]
    manager.post(listed, {"action": "delete_selected", "_selected_action": roles, "post": "yes"})
    other.refresh_from_db()
    assert not other.lidmaatschappen.exists()
    assert not other.is_staff


def test_stranger_gets_no_role(manager: Client, buur: User, regio: Regio) -> None:
    assert errors(save(manager, NEW_ROLE, user=buur.pk, regio=regio.pk, rol=Rol.LEZER.value))


def test_same_role_twice_is_refused_in_dutch(manager: Client, lezer: User, regio: Regio) -> None:
    told = errors(save(manager, NEW_ROLE, user=lezer.pk, regio=regio.pk, rol=Rol.LEZER.value))
    assert "Deze gebruiker heeft deze rol in deze regio al." in told


def test_filters_count_roles_in_own_regios_only(manager: Client, shared: User, lezer: User, buurregio: Regio) -> None:
    def listed(**filters: object) -> set[str]:
        return {user.username for user in manager.get(USERS, filters).context["cl"].result_list}

    assert listed(rol=Rol.LEZER.value) == {"gedeeld", "lezer"}
    assert listed(rol=Rol.BEOORDELAAR.value) == set()
    assert listed(regio=buurregio.pk) == set()
    assert listed(rol="onzin") == {"beheerder", "gedeeld", "lezer"}


def test_superuser_manages_everybody(client: Client, buur: User, shared: User) -> None:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    for user in (buur, shared):
        assert save(client, user_page(user), first_name="Anders").status_code == 302
        user.refresh_from_db()
        assert user.first_name == "Anders"


def test_an_own_password_is_changed_in_one_place(manager: Client) -> None:
    assert manager.get("/admin/password_change/")["Location"] == "/beheer/account/wachtwoord/"


def test_groups_and_permissions_play_no_part() -> None:
    assert not admin.site.is_registered(Group)
