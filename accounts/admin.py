"""Users and their roles. A beheerder invites people and gives roles in the regio's that she manages, and nowhere else.

Nobody sees or sets the password of somebody else. Giving roles asks who one is again.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.forms import ResetPasswordForm
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.decorators import method_decorator

from accounts import actions, inloggen
from accounts.models import Inlogdienst, Lidmaatschap, Rol, Uitnodiging, User
from core.admin import RegioAdmin, RegioTabularInline, RelatedFilter, managed_regio_ids, manages_all

# Roles per regio take the place of Django's groups and permissions; the rows of allauth are of one person only.
for _app in ("django.contrib.auth", "allauth.account", "allauth.mfa", "allauth.socialaccount", "allauth.usersessions"):
    import_module(f"{_app}.admin")
for _model in (Group, Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken, UserSession):
    admin.site.unregister(_model)

#: What is sent to these pages, is sent by who proved a moment ago who she is.
_again = method_decorator(reauthentication_required(app="accounts", allow_get=True))


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


def _warn(request: HttpRequest, user: User) -> None:
    """Four eyes are two people."""
    for regio in user.lone_regios():
        messages.warning(
            request,
            f"Let op: {user} is in {regio} contractmanager én beoordelaar. Een ander moet dan beoordelen wat deze persoon indient.",
        )


class LidmaatschapInline(RegioTabularInline[Lidmaatschap, User]):
    model = Lidmaatschap
    regio_path = "regio"
    joined = ("user", "regio")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Lidmaatschap]:
        return super().get_queryset(request).order_by("regio__naam", "rol", "pk")


class RolFilter(admin.SimpleListFilter):
    """By role; counts only roles in the regio's of the beheerder."""

    title = "rol"
    parameter_name = "rol"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Rol.choices)

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[User]) -> models.QuerySet[User]:
        if self.value() not in Rol.values:
            return queryset
        return queryset.filter(pk__in=_memberships(request).filter(rol=self.value()).values("user"))


class RegioFilter(admin.SimpleListFilter):
    title = "regio"
    parameter_name = "regio"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        found = _memberships(request).order_by("regio__naam", "regio").values_list("regio", "regio__naam").distinct()
        return [(str(pk), naam) for pk, naam in found]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[User]) -> models.QuerySet[User]:
        chosen = self.value()
        if chosen is None or not chosen.isdecimal():
            return queryset
        return queryset.filter(pk__in=_memberships(request).filter(regio=int(chosen)).values("user"))


def _memberships(request: HttpRequest) -> models.QuerySet[Lidmaatschap]:
    regio_ids = managed_regio_ids(request)
    found = Lidmaatschap.objects.all()
    return found if regio_ids is None else found.filter(regio_id__in=regio_ids)


class GebruikerForm(forms.ModelForm[User]):
    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if email and any(user != self.instance for user in filter_users_by_email(email)):
            raise forms.ValidationError("Dit e-mailadres hoort al bij een ander account.")
        return email


@admin.register(User)
class GebruikerAdmin(RegioAdmin[User]):
    """A beheerder sees who has a role in her regio's, and changes those who have no role elsewhere."""

    regio_path = None
    fixed = ()
    form = GebruikerForm
    inlines = (LidmaatschapInline,)
    actions = ("unlock", "send_reset", "remove_second_factor")
    list_display = ("username", "first_name", "last_name", "email", "is_active", "is_staff", "last_login")
    list_filter = (RegioFilter, RolFilter, "is_active")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username", "pk")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined", "is_staff")

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        # A password must not be guessed by asking who has one that begins with these letters.
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[User]:
        queryset = super().get_queryset(request)
        return queryset if manages_all(request) else queryset.filter(pk__in=_memberships(request).values("user"))

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        access = ("is_active", "is_staff", *(("is_superuser",) if manages_all(request) else ()))
        return (
            (None, {"fields": ("username",)}),
            ("Persoon", {"fields": ("first_name", "last_name", "email")}),
            (
                "Toegang",
                {
                    "fields": access,
                    "description": "Wie beheerder is van een regio, kan in dit beheer. Dat volgt uit de rollen hieronder. "
                    "Neemt iemand afscheid? Haal dan het vinkje bij ‘actief’ weg; zo blijft zichtbaar wie wat deed.",
                },
            ),
            ("Momenten", {"fields": ("last_login", "date_joined")}),
        )

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        return manages_all(request) or not isinstance(obj, User) or self._within_borders(request, obj)

    def _within_borders(self, request: HttpRequest, user: User) -> bool:
        """Nobody changes her own roles, those of a superuser, or an account that also works for another regio."""
        if user.is_superuser or user.pk == request.user.pk:
            return False
        return not user.lidmaatschappen.exclude(regio_id__in=managed_regio_ids(request) or []).exists()

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False  # people are invited: Uitnodiging

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        # Accounts are made inactive: who did what stays known.
        return manages_all(request)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.update_staff()
        _warn(request, form.instance)
        if "email" in form.changed_data:
            actions.email_changed(user=form.instance, vorige=form.initial["email"], by=_person(request))

    @_again
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().changeform_view(request, *args, **kwargs)

    @_again
    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().changelist_view(request, *args, **kwargs)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(user := context.get("original"), User) and request.method == "GET":
            _warn(request, user)
        return super().render_change_form(request, context, *args, **kwargs)

    # --- for who cannot get in; the person hears of it, and it stands in the history of the account ---

    @admin.action(description="Ontgrendel: na te veel mislukte pogingen", permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: models.QuerySet[User]) -> None:
        for user in self._theirs(request, queryset):
            actions.unlock(user=user, by=_person(request))
            self.log_change(request, user, "Ontgrendeld.")

    @admin.action(description="Mail een link voor een nieuw wachtwoord", permissions=["change"])
    def send_reset(self, request: HttpRequest, queryset: models.QuerySet[User]) -> None:
        for user in self._theirs(request, queryset):
            form = ResetPasswordForm({"email": user.email})
            if form.is_valid():
                form.save(request)
                self.log_change(request, user, "Link voor een nieuw wachtwoord gemaild.")

    @admin.action(description="Haal de tweede stap weg: telefoon kwijt", permissions=["change"])
    def remove_second_factor(self, request: HttpRequest, queryset: models.QuerySet[User]) -> None:
        for user in self._theirs(request, queryset):
            actions.remove_second_factor(user=user, by=_person(request))
            self.log_change(request, user, "Tweede stap weggehaald.")

    def _theirs(self, request: HttpRequest, queryset: models.QuerySet[User]) -> list[User]:
        """Of these people the ones that this beheerder may change."""
        chosen = list(queryset.order_by("username", "pk"))
        may = [user for user in chosen if self.has_change_permission(request, user)]
        if may:
            messages.success(request, f"Gedaan, en gemaild aan: {', '.join(str(user) for user in may)}.")
        if len(may) < len(chosen):
            messages.warning(
                request, "Van uzelf, een superuser of wie ook voor een andere regio werkt, verandert u niets."
            )
        return may


@admin.register(Lidmaatschap)
class LidmaatschapAdmin(RegioAdmin[Lidmaatschap]):
    """Roles one by one: also for someone who works for several regio's."""

    regio_path = "regio"
    joined = ("user", "regio")
    fixed = ("user", "regio")
    list_display = ("user", "regio", "rol")
    list_filter = (("regio", RelatedFilter), "rol")
    search_fields = ("user__username", "user__first_name", "user__last_name", "regio__naam")
    ordering = ("regio__naam", "user__username", "rol", "pk")

    def choices_for(
        self, db_field: models.Field[Any, Any], request: HttpRequest, inkoop_id: int | None, obj: models.Model | None
    ) -> models.QuerySet[Any]:
        choices = super().choices_for(db_field, request, inkoop_id, obj)
        if db_field.name == "user" and not manages_all(request):
            return choices.exclude(pk=request.user.pk).exclude(is_superuser=True)
        return choices

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._of_somebody_else(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._of_somebody_else(request, obj)

    def _of_somebody_else(self, request: HttpRequest, obj: models.Model | None) -> bool:
        """Nobody changes her own roles."""
        return manages_all(request) or not isinstance(obj, Lidmaatschap) or obj.user_id != request.user.pk

    def save_model(self, request: HttpRequest, obj: Lidmaatschap, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        obj.user.update_staff()
        _warn(request, obj.user)

    @_again
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().changeform_view(request, *args, **kwargs)

    @_again
    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().changelist_view(request, *args, **kwargs)

    @_again
    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().delete_view(request, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: Lidmaatschap) -> None:
        user = obj.user
        super().delete_model(request, obj)
        user.update_staff()

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Lidmaatschap]) -> None:
        users = list(User.objects.filter(lidmaatschappen__in=queryset).distinct())
        super().delete_queryset(request, queryset)
        for user in users:
            user.update_staff()


@admin.register(Uitnodiging)
class UitnodigingAdmin(RegioAdmin[Uitnodiging]):
    """Adding one sends it. Whether the address has an account already is not told: that is up to who reads the mail."""

    regio_path = "regio"
    joined = ("regio", "door", "aangenomen_door")
    fixed = ()
    fields = ("regio", "email", "voornaam", "achternaam", "rol")
    list_display = ("email", "voornaam", "achternaam", "rol", "regio", "door", "verstuurd_op", "stand")
    list_filter = (("regio", RelatedFilter), "rol")
    search_fields = ("email", "voornaam", "achternaam")
    ordering = ("-verstuurd_op", "-pk")
    actions = ("send_again",)

    @admin.display(description="stand")
    def stand(self, obj: Uitnodiging) -> str:
        if obj.aangenomen_op:
            return "aangenomen"
        return "wacht op antwoord" if obj.is_open else "verlopen"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)

        class Checked(form):  # type: ignore[misc, valid-type]
            """Who invited and when are not in the form; only a whole row can be checked by the database's rules."""

            def _post_clean(self) -> None:
                self.instance.door, self.instance.verstuurd_op = request.user, timezone.now()
                super()._post_clean()

        return Checked

    def get_readonly_fields(self, request: HttpRequest, obj: Uitnodiging | None = None) -> Any:
        return self.fields if obj is not None else ()

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and obj is None  # one that was sent stays as it is

    @_again
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Uitnodiging, form: Any, change: bool) -> None:
        inloggen.invite(uitnodiging=obj, by=_person(request), at=timezone.now())
        messages.info(
            request, f"De uitnodiging is gemaild naar {obj.email}. De link werkt {obj.GELDIG.days} dagen, één keer."
        )

    @admin.action(description="Verstuur opnieuw (de vorige link werkt dan niet meer)", permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: models.QuerySet[Uitnodiging]) -> None:
        open_ = list(queryset.filter(aangenomen_op=None).order_by("pk"))
        for uitnodiging in open_:
            inloggen.invite(uitnodiging=uitnodiging, by=_person(request), at=timezone.now())
            self.log_change(request, uitnodiging, "Opnieuw verstuurd.")
        messages.success(request, f"Opnieuw verstuurd: {len(open_)}.")


@admin.register(Inlogdienst)
class InlogdienstAdmin(RegioAdmin[Inlogdienst]):
    """Who decides by which provider people come in, decides who comes in: a superuser. A beheerder sees what holds."""

    regio_path = "regio"
    joined = ("regio",)
    fixed = ("regio",)
    kopjes = {"Rollen en tweede stap": "rolclaim"}
    list_display = ("naam", "regio", "adres", "rolclaim", "tweede_factor")
    search_fields = ("naam", "regio__naam")
    ordering = ("naam", "pk")

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return manages_all(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return manages_all(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return manages_all(request)

    @_again
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().changeform_view(request, *args, **kwargs)
