"""The Django admin within the borders of a regio: who manages a regio sees and changes its rows, and nobody else's.

Every ModelAdmin and inline of the portal builds on `RegioAdmin`, `RegioTabularInline` or `RegioStackedInline`. What a list shows, what
a foreign key offers and what an export holds all come from one place: `get_queryset()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import PurePath
from typing import Any, ClassVar, TypeVar

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import (
    AdminFileWidget,
    AdminTextareaWidget,
    AutocompleteSelect,
    RelatedFieldWidgetWrapper,
)
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from django.utils.html import format_html

from core.fields import GetalField, RichTextField
from core.history import changes, event_model
from core.scherm import Scherm

M = TypeVar("M", bound=models.Model)
P = TypeVar("P", bound=models.Model)


class Beheer(admin.AdminSite):
    site_header = "Beheer van het Wmo-inkoopportaal"
    site_title = "Beheer Wmo-inkoopportaal"
    index_title = "Gegevens beheren"
    empty_value_display = "–"

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one page to log in; who is logged in and may not come here, can do so there as somebody else."""
        if self.has_permission(request):
            return redirect("admin:index")
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME, reverse("admin:index")))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """There is one page for that too, in the workplace."""
        return redirect("werkplek:wachtwoord")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Here a session is believed for a shorter time (BEVESTIGD_IN_BEHEER) than in the workplace."""
        return super().admin_view(reauthentication_required(app="beheer")(view), cacheable)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        # No row has a page of its own on the site, and of some content types there is no table to look in.
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]


RICH_TEXT_HELP = "Tekst met HTML: p, ul, ol, li, strong, em, u, a en footnote. Andere opmaak verdwijnt bij het opslaan, de tekst blijft."


def managed_regio_ids(request: HttpRequest) -> list[int] | None:
    """The regio's of which this person manages the data; None: all of them."""
    user = request.user
    if isinstance(user, AnonymousUser) or not user.is_active or not user.is_staff:
        return []
    return user.managed_regio_ids


def manages_all(request: HttpRequest) -> bool:
    return managed_regio_ids(request) is None


class FileNameWidget(AdminFileWidget):
    """Names the file that is there without a link: files are served by the pages they belong to, not by an address of their own."""

    template_name = "admin/widgets/bestandsnaam.html"

    def is_initial(self, value: Any) -> bool:
        return isinstance(value, FieldFile) and bool(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if self.is_initial(value):
            context["widget"]["value"] = PurePath(value.name).name
        return context


class RegioChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Tells which inkoop a row belongs to when the list holds more than one, and which rows are archived."""

    def __init__(self, *args: Any, with_inkoop: bool = False, **kwargs: Any) -> None:
        self.with_inkoop = with_inkoop
        super().__init__(*args, **kwargs)

    def label_from_instance(self, obj: models.Model) -> str:
        return _label(obj, self.with_inkoop)


class RegioMultipleChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def __init__(self, *args: Any, with_inkoop: bool = False, **kwargs: Any) -> None:
        self.with_inkoop = with_inkoop
        super().__init__(*args, **kwargs)

    def label_from_instance(self, obj: models.Model) -> str:
        return _label(obj, self.with_inkoop)


def _label(obj: models.Model, with_inkoop: bool) -> str:
    label = f"{obj.inkoop.slug} · {obj}" if with_inkoop else str(obj)  # type: ignore[attr-defined]
    return f"{label} (gearchiveerd)" if getattr(obj, "is_archived", False) else label


class Zoekveld(AutocompleteSelect):
    """What somebody made up is no choice, and no reason to fall over while its fault is told."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        return super().optgroups(name, [one for one in value if str(one).isdecimal()] or [""], attr)


class RelatedFilter(admin.RelatedFieldListFilter):
    """Offers what the admin of the related model shows and what the list has rows for."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, Any]]:
        related = model_admin.admin_site.get_model_admin(field.related_model).get_queryset(request)
        used = model_admin.get_queryset(request).order_by().values(f"{self.field_path}__pk")
        return [(str(row.pk), str(row)) for row in related.filter(pk__in=used)]


def getal(veld: str, kop: str, schrijf: Callable[[Any], str]) -> Callable[[Any], str]:
    """A column of a list with a number or an amount as Dutch readers write it (`core.dutch`)."""

    @admin.display(description=kop, ordering=veld)
    def shown(obj: Any) -> str:
        value = getattr(obj, veld)
        return Beheer.empty_value_display if value is None else schrijf(value)

    shown.__name__ = veld  # the class of its cells
    return shown


def _has_inkoop(model: type[models.Model]) -> bool:
    return any(field.name == "inkoop" for field in model._meta.fields)


class Scoped(BaseModelAdmin[M]):
    """Permissions and choices that follow from the regio's that someone manages; Django's own permissions play no part."""

    #: From the model to its regio. None: the rows belong to everybody, or (for an inline) are reached through their parent only.
    regio_path: ClassVar[str | None] = "inkoop__regio"
    #: Relations that the name of a row needs.
    joined: ClassVar[tuple[str, ...]] = ()

    formfield_overrides: ClassVar[dict[type[models.Field[Any, Any]], dict[str, Any]]] = {
        RichTextField: {"widget": AdminTextareaWidget(attrs={"rows": 8, "spellcheck": "true"})},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4, "spellcheck": "true"})},
        models.FileField: {"widget": FileNameWidget},
        models.DecimalField: {"form_class": GetalField},
    }

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[M]:
        queryset = super().get_queryset(request)
        if self.joined:
            queryset = queryset.select_related(*self.joined)
        regio_ids = managed_regio_ids(request)
        if self.regio_path is None or regio_ids is None:
            return queryset
        return queryset.filter(**{f"{self.regio_path}__in": regio_ids})

    # Django asks with and without an object; an object was found through get_queryset() and so lies within the borders.

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return managed_regio_ids(request) != []

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return managed_regio_ids(request) != []

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return managed_regio_ids(request) != []

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return managed_regio_ids(request) != []

    def has_module_permission(self, request: HttpRequest) -> bool:
        return managed_regio_ids(request) != []

    # --- choices ---

    def inkoop_id(self, obj: models.Model | None) -> int | None:
        """The inkoop of the row that is being edited (for an inline: of its parent), when it has one already."""
        found: int | None = getattr(obj, "inkoop_id", None)
        return found

    def choices_for(
        self, db_field: models.Field[Any, Any], request: HttpRequest, inkoop_id: int | None, obj: models.Model | None
    ) -> models.QuerySet[Any]:
        """What a relation of `obj` may point to: what the admin of that model shows, within the inkoop when it is known."""
        related: type[models.Model] = db_field.related_model  # type: ignore[assignment]
        queryset = self.admin_site.get_model_admin(related).get_queryset(request)
        if _has_inkoop(related):
            queryset = queryset.select_related("inkoop")
            if inkoop_id is not None:
                queryset = queryset.filter(inkoop_id=inkoop_id)
        return queryset

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        obj = kwargs.pop("obj", None)
        if isinstance(db_field, (models.ForeignKey, models.ManyToManyField)):
            inkoop_id = self.inkoop_id(obj)
            queryset = self.choices_for(db_field, request, inkoop_id, obj)
            form_class = RegioChoiceField if isinstance(db_field, models.ForeignKey) else RegioMultipleChoiceField
            if isinstance(db_field, models.ManyToManyField):
                kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
            if db_field.name in self.get_autocomplete_fields(request):
                kwargs["widget"] = Zoekveld(db_field, self.admin_site)
            kwargs |= {
                "queryset": queryset.complex_filter(db_field.get_limit_choices_to()),
                "form_class": form_class,
                "with_inkoop": inkoop_id is None and _has_inkoop(queryset.model),
            }
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(db_field, RichTextField):
            field.help_text = f"{field.help_text} {RICH_TEXT_HELP}".strip()
        return field


class RegioAdmin(Scoped[M], admin.ModelAdmin[M]):
    #: Chosen once, when the row is added.
    fixed: ClassVar[tuple[str, ...]] = ("inkoop",)
    #: Left out while adding: what they offer depends on the inkoop.
    after_adding: ClassVar[tuple[str, ...]] = ()
    inlines_while_adding: ClassVar[bool] = False
    #: Headings in a long form: the field that each stands above.
    kopjes: ClassVar[Mapping[str, str]] = {}
    #: The screen of the workplace on which a row is read or edited; None: it has none.
    werkplek: ClassVar[Scherm | None] = None
    list_per_page = 50
    save_on_top = False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> M | None:
        """The row, or 404: a row of another regio does not exist for this person."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404(f"{self.opts.verbose_name} {object_id}")
        return found

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Besides what was done in the admin: every change of the row, by whatever road, with the old and new values."""
        row = self.get_object(request, unquote(object_id))
        events = event_model(self.model)
        veranderd = changes(events.objects.filter(pgh_obj_id=row.pk)) if row and events else []
        return super().history_view(request, object_id, {**(extra_context or {}), "veranderd": veranderd[::-1]})

    def get_form(
        self, request: HttpRequest, obj: M | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[M]]:
        kwargs.setdefault("formfield_callback", partial(self.formfield_for_dbfield, request=request, obj=obj))
        return super().get_form(request, obj, change=change, **kwargs)

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        obj = kwargs.get("obj")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and obj is not None and db_field.name in self.fixed:
            # Disabled and not left out, so that the constraints in which it has a part are still checked.
            field.disabled = True
            if isinstance(field.widget, RelatedFieldWidgetWrapper):
                field.widget.can_add_related = False
                field.widget.can_change_related = False
                field.widget.can_delete_related = False
        return field

    def get_exclude(self, request: HttpRequest, obj: M | None = None) -> Any:
        exclude = super().get_exclude(request, obj)
        if obj is not None or not self.after_adding:
            return exclude
        return (*(exclude or ()), *self.after_adding)

    def get_fields(self, request: HttpRequest, obj: M | None = None) -> Any:
        fields = super().get_fields(request, obj)
        return fields if obj is not None else [name for name in fields if name not in self.after_adding]

    def get_fieldsets(self, request: HttpRequest, obj: M | None = None) -> Any:
        """The fields below their headings; a heading of which every field is left out is left out too."""
        above = {veld: kopje for kopje, veld in self.kopjes.items()}
        groups: dict[str | None, list[str]] = {}
        of: dict[str, str | None] = {}
        kopje: str | None = None
        for veld in self._all_fields():
            kopje = of[veld] = above.get(veld, kopje)
        for veld in self.get_fields(request, obj):
            groups.setdefault(of.get(veld), []).append(veld)
        return [(kopje, {"fields": fields}) for kopje, fields in groups.items()]

    def _all_fields(self) -> list[str]:
        """Also those that are left out while a row is added, in the order of the form."""
        own = self.fields or [field.name for field in sorted([*self.opts.concrete_fields, *self.opts.many_to_many])]
        return [*own, *self.readonly_fields]

    # --- the way to the workplace ---

    def get_list_display(self, request: HttpRequest) -> Any:
        shown = super().get_list_display(request)
        return (shown[0], "in_werkplek", *shown[1:]) if self.werkplek else shown

    @admin.display(description="werkplek")
    def in_werkplek(self, obj: M) -> str:
        assert self.werkplek  # noqa: S101 -- the list has no such column without
        text = '<a href="{}">openen<span class="visually-hidden"> in de werkplek: {}</span></a>'
        return format_html(text, self.werkplek.adres(obj), obj)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        context["werkplekadres"] = self.werkplek.adres(obj) if self.werkplek and obj is not None else ""
        return super().render_change_form(request, context, *args, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: M | None) -> Any:
        return super().get_inlines(request, obj) if obj is not None or self.inlines_while_adding else ()


class RegioInline(Scoped[M]):
    """Rows that are edited with their parent; the parent was found within the borders."""

    regio_path: ClassVar[str | None] = None
    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        kwargs.setdefault("formfield_callback", partial(self.formfield_for_dbfield, request=request, obj=obj))
        return super().get_formset(request, obj, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, RegioChoiceField) and db_field.name not in self.get_autocomplete_fields(request):
            # Read the choices once, and not once for each row.
            choices: Any = field.choices
            field.choices = list(choices)
        return field


class RegioTabularInline(RegioInline[M], admin.TabularInline[M, P]):
    pass


class RegioStackedInline(RegioInline[M], admin.StackedInline[M, P]):
    pass


class ReadOnlyAdmin(RegioAdmin[M]):
    """Rows that have their own road in the workplace; here they can be found and read."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class ArchiveAdmin(RegioAdmin[M]):
    """Rows that can be taken out of use and brought back (`core.models.Archiveerbaar`)."""

    actions = ("archive", "restore")

    @admin.action(description="Archiveer de geselecteerde %(verbose_name_plural)s", permissions=["change"])
    def archive(self, request: HttpRequest, queryset: models.QuerySet[M]) -> None:
        changed = self._mark(request, queryset.filter(gearchiveerd_op=None), "Gearchiveerd.", timezone.now())
        messages.success(request, f"Gearchiveerd: {changed}.")

    @admin.action(description="Haal de geselecteerde %(verbose_name_plural)s terug", permissions=["change"])
    def restore(self, request: HttpRequest, queryset: models.QuerySet[M]) -> None:
        changed = self._mark(request, queryset.exclude(gearchiveerd_op=None), "Teruggehaald.", None)
        messages.success(request, f"Teruggehaald: {changed}.")

    def _mark(self, request: HttpRequest, rows: Iterable[M], message: str, value: Any) -> int:
        changed = list(rows)
        for row in changed:
            row.gearchiveerd_op = value  # type: ignore[attr-defined]
            row.save(update_fields=["gearchiveerd_op"])
            self.log_change(request, row, message)
        return len(changed)
