"""Import with a preview and export in the admin: xlsx, csv and JSON, with the columns of a `NaturalKeyResource`."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import Format
from import_export.forms import ExportForm
from import_export.results import Result, RowResult

from core import dutch, inlezen, opzij
from core.admin import RegioAdmin, managed_regio_ids
from core.resources import Botsing, NaturalKeyResource
from core.spreadsheet import (
    MAX_BYTES,
    MAX_ROWS,
    Celfout,
    Column,
    Sheet,
    SpreadsheetFout,
    Table,
    read_base,
    read_table,
    with_base,
    write_csv,
    write_xlsx,
)
from core.spreadsheet.objects import read_json, write_json

M = TypeVar("M", bound=models.Model)

_MAX_TOLD = 100
#: Rows of a preview on one page, and cells to choose.
_PER_PAGE, _MAX_CHOICES = 100, 200


# --- file formats ---


class SheetFormat(Format):  # type: ignore[misc]
    extension: ClassVar[str]
    content_type: ClassVar[str]

    def get_title(self) -> str:
        return self.extension

    def get_extension(self) -> str:
        return self.extension

    def get_content_type(self) -> str:
        return self.content_type

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def write(self, sheet: Sheet) -> bytes:
        raise NotImplementedError


class Xlsx(SheetFormat):
    extension = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def write(self, sheet: Sheet) -> bytes:
        return write_xlsx(with_base(sheet), title=sheet.name)


class Csv(SheetFormat):
    extension = "csv"
    content_type = "text/csv; charset=utf-8"

    def write(self, sheet: Sheet) -> bytes:
        return write_csv(sheet)


class Json(SheetFormat):
    extension = "json"
    content_type = "application/json"

    def write(self, sheet: Sheet) -> bytes:
        return write_json(sheet)


FORMATS = (Xlsx, Csv, Json)


def read(content: bytes, filename: str, resource: NaturalKeyResource) -> Table:
    """The rows of a file with the columns of `resource`. Raises SpreadsheetFout."""
    if filename.lower().endswith(".json"):
        return read_json(content, resource.titles)
    return read_table(io.BytesIO(content), filename, headers=resource.titles)


class UploadForm(forms.Form):
    bestand = inlezen.BestandField(*(f".{kind.extension}" for kind in FORMATS), help_text="xlsx, csv of json")


# --- what people see ---


@dataclass(frozen=True)
class Voorvertoning:
    """What an import would do. `rows` are the new and the changed ones."""

    rows: list[RowResult]
    new: int
    changed: int
    same: int
    fouten: list[Celfout]
    more: int = 0
    #: What a colleague changed since the sheet was downloaded: in cells that were changed here too, and in others.
    botsingen: list[Botsing] = field(default_factory=list)
    van_collega: int = 0
    zonder_basis: bool = False

    @property
    def te_kiezen(self) -> list[Botsing]:
        return self.botsingen[:_MAX_CHOICES]

    @property
    def niet_te_kiezen(self) -> int:
        return max(len(self.botsingen) - _MAX_CHOICES, 0)

    @property
    def digest(self) -> str:
        """Tells whether a second run would do the same."""
        told = repr([(row.number, row.import_type, row.diff) for row in self.rows] + self.botsingen)
        return hashlib.sha256(told.encode()).hexdigest()


def _preview(result: Result, fouten: list[Celfout]) -> Voorvertoning:
    rows = sorted((row for row in result.rows if row.is_new() or row.is_update()), key=lambda row: row.number)
    totals = result.totals
    return Voorvertoning(
        rows=rows,
        new=totals[RowResult.IMPORT_TYPE_NEW],
        changed=totals[RowResult.IMPORT_TYPE_UPDATE],
        same=totals[RowResult.IMPORT_TYPE_SKIP],
        fouten=fouten[:_MAX_TOLD],
        more=max(len(fouten) - _MAX_TOLD, 0),
    )


class SpreadsheetAdmin(ImportExportMixin, RegioAdmin[M]):  # type: ignore[misc]
    import_template_name = "admin/importeren.html"
    export_template_name = "admin/exporteren.html"
    export_form_class = ExportForm
    formats = FORMATS

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_resource_kwargs(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {"regio_ids": managed_regio_ids(request)}

    def _resource(self, request: HttpRequest) -> NaturalKeyResource:
        resource: NaturalKeyResource = self.get_import_resource_classes(request)[0](**self.get_resource_kwargs(request))
        return resource

    def get_urls(self) -> list[URLPattern]:
        naam = f"{self.opts.app_label}_{self.opts.model_name}_sjabloon"
        own = path("import/sjabloon.xlsx", self.admin_site.admin_view(self.template_action), name=naam)
        return [own, *super().get_urls()]

    # --- import ---

    def template_action(self, request: HttpRequest) -> HttpResponse:
        """An empty sheet with every column, and what each is for."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        resource = self._resource(request)
        uitleg = Sheet(
            "Toelichting",
            [Column("Kolom"), Column("Verwacht"), Column("Uitleg", width=60)],
            [[str(field.column_name), field.widget.expected, resource.uitleg(field)] for field in resource.columns],
        )
        content = write_xlsx([resource.sheet(self.model._default_manager.none()), uitleg], title=resource.naam)
        response = HttpResponse(content, content_type=Xlsx.content_type)
        naam = f"{self.opts.verbose_name_plural}-sjabloon.xlsx".replace(" ", "-")
        response["Content-Disposition"] = f'attachment; filename="{naam}"'
        return response

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Choose a file and see what it would change. Nothing is saved."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method != "POST" or not form.is_valid():
            return self._import_page(request, form=form)
        upload = form.cleaned_data["bestand"]
        content = upload.read()
        resource = self._resource(request)
        try:
            file = _Bestand.of(content, upload.name, resource)
        except SpreadsheetFout as fout:
            preview = Voorvertoning([], 0, 0, 0, fout.fouten[:_MAX_TOLD])
        else:
            preview = _run(resource, file, request, dry_run=True)[1]
        return self._preview_page(request, preview, content, upload.name)

    def _preview_page(
        self, request: HttpRequest, preview: Voorvertoning, content: bytes, filename: str, *, status: int = 200
    ) -> HttpResponse:
        token = ""
        if (preview.rows or preview.botsingen) and not preview.fouten:
            key = opzij.put(content, for_how_long=inlezen.GELDIG)
            token = inlezen.keep([key, filename], preview.digest, waar=self._waar(request))
        # What is another preview than was shown, is read from its first page on.
        pagina = Paginator(preview.rows, _PER_PAGE).get_page(request.POST.get("pagina") if status == 200 else None)
        return self._import_page(
            request,
            preview=preview,
            token=token,
            bestand=filename,
            status=status,
            pagina=pagina,
            mijn=request.POST.getlist("mijn"),
        )

    def _waar(self, request: HttpRequest) -> str:
        return f"{request.user.pk}.{self.opts.label}"

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save exactly what the preview showed, or nothing."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        try:
            (key, filename), shown = inlezen.kept(request.POST.get("token", ""), waar=self._waar(request))
            if (content := opzij.take(key)) is None:
                raise inlezen.Verlopen
        except inlezen.Verlopen as fout:
            messages.warning(request, str(fout))
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import"))
        resource = self._resource(request)
        file = _Bestand.of(content, filename, resource)
        mijn = request.POST.getlist("mijn")
        with transaction.atomic():
            resource.hold()
            # As shown, in which no choice was made yet; then with the choices.
            preview = _run(resource, file, request, dry_run=True)[1]
            status = 200 if not preview.fouten and preview.digest == shown else 409
            if status == 200 and "pagina" not in request.POST:
                result, preview = _run(self._resource(request), file, request, dry_run=False, mijn=mijn)
                if not preview.fouten:
                    response: HttpResponse = self.process_result(result, request)
                    return response
                status = 422
            transaction.set_rollback(True)
        if status == 409:
            messages.warning(
                request, "De gegevens zijn na de voorvertoning veranderd. Er is niets opgeslagen; kijk opnieuw."
            )
        return self._preview_page(request, preview, content, filename, status=status)

    def _import_page(
        self, request: HttpRequest, *, form: UploadForm | None = None, status: int = 200, **context: Any
    ) -> HttpResponse:
        resource = self._resource(request)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{self.opts.verbose_name_plural} importeren",
            "opts": self.opts,
            "form": form or UploadForm(),
            "columns": [(field.column_name, field.widget.expected) for field in resource.columns],
            "key": dutch.listing(str(field.column_name) for field in resource.key),
            "max_rows": MAX_ROWS,
            "max_megabytes": f"{MAX_BYTES / 1_000_000:g}",
            **context,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.import_template_name, context, status=status)

    def add_success_message(self, result: Result, request: HttpRequest) -> None:
        new, changed = result.totals[RowResult.IMPORT_TYPE_NEW], result.totals[RowResult.IMPORT_TYPE_UPDATE]
        same = result.totals[RowResult.IMPORT_TYPE_SKIP]
        messages.success(request, f"Geïmporteerd: {new} nieuw, {changed} gewijzigd, {same} gelijk gebleven.")

    def _create_log_entry(self, user_pk: Any, rows: list[Any], import_type: str, action_flag: int) -> None:
        from django.contrib.admin.models import LogEntry

        if rows:
            LogEntry.objects.log_actions(user_pk, rows, action_flag, change_message="Via een import.")

    # --- export ---

    def export_action(self, request: HttpRequest) -> HttpResponse:
        try:
            response: HttpResponse = super().export_action(request)
        except IncorrectLookupParameters:  # a filter in the address that this list does not have
            return HttpResponseRedirect(request.path)
        return response

    def get_export_data(
        self, file_format: SheetFormat, request: HttpRequest, queryset: models.QuerySet[M], **kwargs: Any
    ) -> bytes:
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            return file_format.write(self._resource(request).sheet(queryset))
        except SpreadsheetFout as fout:  # a text that does not fit in a cell; the caller shows a ValueError
            raise ValueError(f"{fout} Kies csv of json.") from fout

    def get_export_filename(self, request: HttpRequest, queryset: models.QuerySet[M], file_format: SheetFormat) -> str:
        return f"{self.opts.verbose_name_plural}.{file_format.get_extension()}".replace(" ", "-")


@dataclass(frozen=True)
class _Bestand:
    """An uploaded file: its rows, and what they were when it was downloaded."""

    table: Table
    basis: Table | None

    @classmethod
    def of(cls, content: bytes, filename: str, resource: NaturalKeyResource) -> _Bestand:
        """Raises SpreadsheetFout."""
        return cls(read(content, filename, resource), read_base(content, filename, resource.titles))


def _run(
    resource: NaturalKeyResource, file: _Bestand, request: HttpRequest, *, dry_run: bool, mijn: Collection[str] = ()
) -> tuple[Result, Voorvertoning]:
    result = resource.import_table(
        file.table,
        dry_run=dry_run,
        basis=file.basis,
        mijn=mijn,
        user=request.user,
        retain_instance_in_row_result=True,
    )
    preview = _preview(result, resource.faults(result, file.table))
    return result, replace(
        preview,
        botsingen=resource.botsingen,
        van_collega=resource.van_collega,
        zonder_basis=file.basis is None and preview.changed > 0,
    )
