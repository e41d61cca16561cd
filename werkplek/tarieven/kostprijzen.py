"""How a tarief is built up: the six elements of the law, and the hourly sum behind them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import Recht
from core import dutch
from segments.bewerking import fingerprint_of_rows, fresh
from tarieven import actions
from tarieven.kostprijs import assess, work_out
from tarieven.models import Kostenelement, Kostenregel, Kostprijsopbouw, Tarief
from werkplek.formulier import attempt, posted
from werkplek.pagina import done, page, show
from werkplek.tarieven.cel import find_tarief
from werkplek.tarieven.forms import OpbouwForm
from werkplek.toegang import user_of


@page
def kostprijs(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    plek, tarief = find_tarief(request, slug, pk, Recht.BEWERKEN if request.method == "POST" else Recht.LEZEN)
    opbouw = Kostprijsopbouw.objects.filter(tarief=tarief).first()
    rows = list(opbouw.regels.order_by("element")) if opbouw else []
    initial: dict[str, Any] = {}
    for row in rows:
        initial |= {f"bedrag_{row.element}": row.bedrag, f"reden_{row.element}": row.niet_van_toepassing}
    draft = opbouw or Kostprijsopbouw(tarief=tarief)

    def now() -> str:
        stored = Kostprijsopbouw.objects.filter(tarief=tarief)
        regels = Kostenregel.objects.filter(opbouw__tarief=tarief).order_by("element")
        return fingerprint_of_rows(fresh(tarief), stored, regels)

    saves = request.POST.get("wat") not in ("uitrekenen", "overnemen")
    form = OpbouwForm(
        posted(request),
        instance=draft,
        initial=initial,
        nu=now,
        vast=[plek.inkoop] if saves else (),
        staat_er_nu=lambda: [f"Het tarief is {dutch.amount(tarief.bedrag)}.", *map(_sentence, rows)],
    )
    if not user_of(request).may(Recht.BEWERKEN, plek.inkoop.regio_id):
        for field in form.fields.values():
            field.disabled = True
    if not saves:
        form = _worked_out(request, draft, form)
    elif form.is_valid():
        with attempt(form):
            actions.save_kostprijsopbouw(
                tarief=tarief, waarden=form.waarden(), regels=form.regels(), by=user_of(request)
            )
            here = reverse("werkplek:tarieven:kostprijs", args=[slug, pk])
            return done(request, here, f"De kostprijsopbouw van {plek.naam} is opgeslagen.")
    return show(
        request,
        "tarieven/kostprijs",
        plek.inkoop,
        hier="cel",
        plek=plek,
        tarief=tarief,
        terug=plek.adres(tarief.ingangsdatum),
        per=plek.per,
        form=form,
        uurprijs=work_out(form.instance) if not form.errors else None,
        toets=_assess(form, tarief, rows),
    )


def _sentence(regel: Kostenregel) -> str:
    outcome = regel.niet_van_toepassing if regel.bedrag is None else dutch.amount(regel.bedrag)
    return f"{Kostenelement(regel.element).label}: {outcome}"


def _worked_out(request: HttpRequest, draft: Kostprijsopbouw, form: OpbouwForm) -> OpbouwForm:
    """The sum of what is filled in; with "overnemen" its outcome in the elements a–d. Nothing is saved."""
    if not form.is_valid():
        return form
    uurprijs = work_out(form.instance)
    if uurprijs is None:
        form.add_error(
            "bruto_uurloon", "Vul het uurloon en de productieve uren in; dan rekent het portaal de kostprijs uit."
        )
    if uurprijs is None or request.POST["wat"] == "uitrekenen":
        return form
    data = request.POST.copy()
    for element, amount in uurprijs.elementen().items():
        data[f"bedrag_{element.value}"] = dutch.number(amount, 2) if amount > 0 else ""
        data[f"reden_{element.value}"] = "" if amount > 0 else data.get(f"reden_{element.value}", "")
    filled = OpbouwForm(data, instance=draft, nu=form.nu)
    filled.is_valid()
    return filled


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
