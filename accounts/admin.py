"""Users and their roles. A beheerder makes accounts and gives roles in the regio's that she manages, and nowhere else."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest

from accounts.forms import BeheerInlogForm
from accounts.models import Lidmaatschap, Rol, User
from core.admin import RegioAdmin, RegioTabularInline, RelatedFilter, managed_regio_ids, manages_all

# Roles per regio take the place of Django's groups and permissions.
admin.site.unregister(Group)


class LidmaatschapInline(RegioTabularInline[Lidmaatschap, User]):
    model = Lidmaatschap
    regio_path = "regio"
    joined = ("user", "regio")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Lidmaatschap]:
        return super().get_queryset(request).order_by("regio__naam", "rol", "pk")

    def get_formset(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> Any:
        if obj is None and not manages_all(request):
            # An account without a role in her regio would be out of sight of the beheerder who made it.
            kwargs |= {"min_num": 1, "validate_min": True}
        return super().get_formset(request, obj, **kwargs)


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


class GebruikerForm(UserCreationForm[User]):
    class Meta(UserCreationForm.Meta):
        model = User


@admin.register(User)
class GebruikerAdmin(RegioAdmin[User], UserAdmin[User]):
    """A beheerder sees who has a role in her regio's, and changes those who have no role elsewhere."""

    regio_path = None
    fixed = ()
    add_form = GebruikerForm
    add_form_template = None
    inlines = (LidmaatschapInline,)
    inlines_while_adding = True
    list_display = ("username", "first_name", "last_name", "email", "is_active", "is_staff", "last_login")
    list_filter = (RegioFilter, RolFilter, "is_active")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username", "pk")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined", "is_staff")
    add_fieldsets: Any = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "first_name", "last_name", "email", "password1", "password2"),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[User]:
        queryset = super().get_queryset(request)
        return queryset if manages_all(request) else queryset.filter(pk__in=_memberships(request).values("user"))

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        access = ("is_active", "is_staff", *(("is_superuser",) if manages_all(request) else ()))
        return (
            (None, {"fields": ("username", "password")}),
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

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        # Accounts are made inactive: who did what stays known.
        return manages_all(request)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.update_staff()


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

    def delete_model(self, request: HttpRequest, obj: Lidmaatschap) -> None:
        user = obj.user
        super().delete_model(request, obj)
        user.update_staff()

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Lidmaatschap]) -> None:
        users = list(User.objects.filter(lidmaatschappen__in=queryset).distinct())
        super().delete_queryset(request, queryset)
        for user in users:
            user.update_staff()


admin.site.login_form = BeheerInlogForm
