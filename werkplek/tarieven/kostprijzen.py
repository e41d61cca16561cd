"""How a tarief is built up: the six elements of the law, and the hourly sum behind them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.models import Recht
from core import dutch
from tarieven import actions
from tarieven.fouten import TariefFout
from tarieven.kostprijs import assess, work_out
from tarieven.models import Kostenelement, Kostprijsopbouw, Tarief
from werkplek.inhoud.pagina import staff
from werkplek.tarieven.cel import find_tarief
from werkplek.tarieven.forms import OpbouwForm
from werkplek.tarieven.pagina import show
from werkplek.toegang import user_of


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def kostprijs(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    plek, tarief = find_tarief(request, slug, pk, Recht.BEWERKEN if request.method == "POST" else Recht.LEZEN)
    opbouw = Kostprijsopbouw.objects.filter(tarief=tarief).first()
    rows = list(opbouw.regels.order_by("element")) if opbouw else []
    initial: dict[str, Any] = {}
    for row in rows:
        initial |= {f"bedrag_{row.element}": row.bedrag, f"reden_{row.element}": row.niet_van_toepassing}
    draft = opbouw or Kostprijsopbouw(tarief=tarief)
    form = OpbouwForm(request.POST if request.method == "POST" else None, instance=draft, initial=initial)
    if not user_of(request).may(Recht.BEWERKEN, plek.inkoop.regio_id):
        for field in form.fields.values():
            field.disabled = True
    status = 200
    if request.method == "POST":
        if request.POST.get("wat") in ("uitrekenen", "overnemen"):
            form, status = _worked_out(request, draft, form)
        elif form.is_valid():
            try:
                actions.save_kostprijsopbouw(
                    tarief=tarief, waarden=form.waarden(), regels=form.regels(), by=user_of(request)
                )
            except TariefFout as fout:
                form.add_error(None, str(fout))
                status = 422
            else:
                messages.success(request, f"De kostprijsopbouw van {plek.naam} is opgeslagen.")
                return redirect("werkplek:tarieven:kostprijs", slug, pk)
        else:
            status = 422
    return show(
        request,
        "kostprijs",
        plek.inkoop,
        "cel",
        plek=plek,
        tarief=tarief,
        terug=plek.adres(tarief.ingangsdatum),
        per=plek.per,
        form=form,
        uurprijs=work_out(form.instance) if not form.errors else None,
        toets=_assess(form, tarief, rows),
        status=status,
    )


def _worked_out(request: HttpRequest, draft: Kostprijsopbouw, form: OpbouwForm) -> tuple[OpbouwForm, int]:
    """The sum of what is filled in; with "overnemen" its outcome in the elements a–d. Nothing is saved."""
    if not form.is_valid():
        return form, 422
    uurprijs = work_out(form.instance)
    if uurprijs is None:
        form.add_error(
            "bruto_uurloon", "Vul het uurloon en de productieve uren in; dan rekent het portaal de kostprijs uit."
        )
        return form, 422
    if request.POST["wat"] == "uitrekenen":
        return form, 200
    data = request.POST.copy()
    for element, amount in uurprijs.elementen().items():
        data[f"bedrag_{element.value}"] = dutch.number(amount, 2) if amount > 0 else ""
        data[f"reden_{element.value}"] = "" if amount > 0 else data.get(f"reden_{element.value}", "")
    filled = OpbouwForm(data, instance=draft)
    filled.is_valid()
    return filled, 200


def _assess(form: OpbouwForm, tarief: Tarief, rows: list[Any]) -> Any:
    """What is on the screen against the tarief."""
    if not form.is_bound or form.errors:
        return assess(rows, tarief.bedrag)
    regels = form.regels()
    found = [
        _Regel(element.value, value if not isinstance(value, str) else None, value if isinstance(value, str) else "")
        for element in Kostenelement
        if (value := regels.get(element.value)) is not None
    ]
    return assess(found, tarief.bedrag)


class _Regel:
    """A line as it stands on the screen, not saved."""

    def __init__(self, element: str, bedrag: Any, niet_van_toepassing: str) -> None:
        self.element, self.bedrag, self.niet_van_toepassing = element, bedrag, niet_van_toepassing
