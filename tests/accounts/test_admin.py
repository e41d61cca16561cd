from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import Lidmaatschap, Rol, User
from segments.models import Regio
from tests.accounts.factories import UserFactory
from tests.core.adminforms import errors, save

USERS = reverse("admin:accounts_user_changelist")
NEW_USER = reverse("admin:accounts_user_add")
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


def new_user(regio: Regio | None, rol: Rol = Rol.CONTRACTMANAGER, **fields: object) -> dict[str, object]:
    role = {"lidmaatschappen-0-regio": regio.pk, "lidmaatschappen-0-rol": rol.value} if regio else {}
    password = "een-heel-lang-wachtwoord"
    return {"username": "nieuw", "password1": password, "password2": password, **role, **fields}


def test_beheerder_makes_an_account_with_a_role(manager: Client, regio: Regio) -> None:
    response = save(manager, NEW_USER, **new_user(regio))
    assert response.status_code == 302
    user = User.objects.get(username="nieuw")
    assert user.check_password("een-heel-lang-wachtwoord")
    assert [(row.regio, row.rol) for row in user.lidmaatschappen.all()] == [(regio, Rol.CONTRACTMANAGER)]
    assert not user.is_staff


def test_account_without_a_role_is_refused(manager: Client) -> None:
    assert errors(save(manager, NEW_USER, **new_user(None)))
    assert not User.objects.filter(username="nieuw").exists()


def test_role_in_another_regio_is_refused(manager: Client, buurregio: Regio) -> None:
    assert errors(save(manager, NEW_USER, **new_user(buurregio)))
    assert not User.objects.filter(username="nieuw").exists()


def test_nobody_makes_a_superuser_by_hand(manager: Client, regio: Regio) -> None:
    save(manager, NEW_USER, **new_user(regio, is_superuser="on", is_staff="on"))
    user = User.objects.get(username="nieuw")
    assert not user.is_superuser
    assert not user.is_staff
    assert (
        save(manager, user_page(user), is_superuser="on", is_staff="on", groups=[], user_permissions=[]).status_code
        == 302
    )
    user.refresh_from_db()
    assert not user.is_superuser
    assert not user.is_staff


def test_role_of_beheerder_opens_the_admin_and_losing_it_closes_it(manager: Client, regio: Regio) -> None:
    save(manager, NEW_USER, **new_user(regio, Rol.BEHEERDER))
    user = User.objects.get(username="nieuw")
    assert user.is_staff
    save(manager, user_page(user), **{"lidmaatschappen-0-rol": Rol.LEZER.value})
    user.refresh_from_db()
    assert not user.is_staff


def test_user_without_roles_elsewhere_can_be_changed(manager: Client, lezer: User) -> None:
    assert save(manager, user_page(lezer), first_name="Lies", is_active=None).status_code == 302
    lezer.refresh_from_db()
    assert (lezer.first_name, lezer.is_active) == ("Lies", False)


def test_user_with_a_role_elsewhere_is_read_only_and_shows_own_roles_only(manager: Client, shared: User) -> None:
    response = manager.get(user_page(shared))
    assert response.status_code == 200
    assert "Buurregio" not in response.content.decode()
    assert manager.post(user_page(shared), {"username": "anders"}).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[shared.pk])
    assert manager.get(password).status_code == 403


def test_stranger_does_not_exist(manager: Client, buur: User) -> None:
    assert "buur" not in [user.username for user in manager.get(USERS).context["cl"].result_list]
    assert manager.get(user_page(buur)).status_code == 404
    assert manager.get(reverse("admin:auth_user_password_change", args=[buur.pk])).status_code == 404


def test_superuser_of_own_regio_cannot_be_changed(manager: Client, regio: Regio) -> None:
    superuser = UserFactory(regio=regio, rol=Rol.LEZER, is_staff=True, is_superuser=True)
    assert manager.post(user_page(superuser), {"username": "anders"}).status_code == 403
    assert manager.get(reverse("admin:auth_user_password_change", args=[superuser.pk])).status_code == 403


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


def test_groups_and_permissions_play_no_part() -> None:
    assert not admin.site.is_registered(Group)
