"""From a tree to a proposal: which part each table and heading is about, and where each text belongs. Nothing is saved, and nothing of
the document is dropped: what has no place is in the proposal as well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any, NamedTuple

from core import richtext
from inlezen import documentvorm, eistabel, feiten, slips
from inlezen.boom import Alinea, Gelezen, Kop, Tabel, top_level
from inlezen.delen import Delen
from inlezen.tabellen import (
    NAAM,
    as_text,
    explained,
    has_rubrieken,
    html_of,
    is_generated,
    items_of,
    joined_text,
    lines_of,
    rows_of,
    split_names,
    without_prefix,
)
from inlezen.uitkomst import filled
from inlezen.voorstel import Stuk, Voorstel, Voorsteldeel, Vorm, Zekerheid, words
from inlezen.woorden import (
    EENHEDEN,
    INHOUD,
    LEEFGEBIEDEN,
    MET_TABEL,
    kaal,
    plat,
    slug,
)
from percelen.inhoud import PerceelProductInhoud
from producten.models import RubriekBron
from publicaties.feiten import feiten as feiten_van
from publicaties.snapshot import Snapshot
from publicaties.soorten import SOORTEN
from segments.models import HoofdstukSoort

_NUMMER = re.compile(r"^(\d{1,2})[.)]\s+(.*)$")
_BLADZIJDE = re.compile(r"^(.*\S)\s+\d{1,3}$")
#: A cover has no more words than this.
MAX_OMSLAG = 120


def recognise(gelezen: Gelezen, snapshot: Snapshot) -> Voorstel:
    """How `gelezen` would go into the inkoop that `snapshot` describes."""
    return _Herkenner(gelezen, snapshot).voorstel()


class _Herkenner:
    def __init__(self, gelezen: Gelezen, snapshot: Snapshot) -> None:
        self.gelezen, self.snapshot, self.blokken = gelezen, snapshot, gelezen.boom.blokken
        self.stukken: list[Stuk] = []
        self.delen = Delen(snapshot)
        self.meldingen = list(gelezen.meldingen)
        self.inhoudsopgave: list[str] = []
        self.hoofdstuk: Voorsteldeel | None = None
        self.gemaakt = False  # whether what the portal makes in this chapter was already there
        self.slot = False
        self.deel: Voorsteldeel | None = None
        self.rubriek = ""
        self.boven = ""  # the last heading
        self.gevuld: set[str] = set()  # the parts whose table was read
        self.dubbel = False
        self.periodes: dict[str, dict[str, Any]] = {}
        koppen = [blok.niveau for blok in self.blokken if isinstance(blok, Kop) and plat(blok.tekst) not in INHOUD]
        self.basis = min(koppen, default=1)

    def voorstel(self) -> Voorstel:
        for naam in self._namen_in_tabellen():
            self.delen.named(naam)
        rest = self._omslag()
        while rest < len(self.blokken):
            rest = self._blok(rest)
        self._koppel_periodes()
        gelezen = self.gelezen
        eigen = {
            naam.removeprefix(documentvorm.EIGEN): waarde
            for naam, waarde in gelezen.boom.eigenschappen.items()
            if naam.startswith(documentvorm.EIGEN)
        }
        voorstel = Voorstel(
            stukken=self.stukken,
            onderdelen=self.delen.in_order(),
            eigen_inkoop=eigen.pop("inkoop", ""),
            eigen=eigen,
            wijzigingen=gelezen.wijzigingen,
            opmerkingen=gelezen.opmerkingen,
            afbeeldingen=gelezen.afbeeldingen,
            doorgehaald=gelezen.doorgehaald,
        )
        slipped = slips.find(voorstel, self.inhoudsopgave)
        return voorstel.model_copy(update={"meldingen": [*self.meldingen, *slipped]})

    # --- pieces ---

    def _stuk(
        self,
        bron: str,
        html: str,
        vorm: Vorm = Vorm.TEKST,
        pad: str = "",
        zeker: Zekerheid = Zekerheid.ZEKER,
        waarom: str = "",
    ) -> None:
        if html and words(html):
            self.stukken.append(
                Stuk(nummer=len(self.stukken), bron=bron, html=html, vorm=vorm, pad=pad, zeker=zeker, waarom=waarom)
            )

    def _unplaced(self, bron: str, html: str, waarom: str) -> None:
        self._stuk(bron, html, zeker=Zekerheid.NIET, waarom=waarom)

    # --- parts ---

    def _namen_in_tabellen(self) -> Iterator[str]:
        for blok in self.blokken:
            if isinstance(blok, Tabel) and not is_generated(blok):
                for label, waarde, _ in rows_of(blok):
                    if (
                        NAAM.match(plat(label))
                        and waarde
                        and len(waarde) < 200
                        and has_rubrieken(blok, self.delen.match_rubriek)
                    ):
                        yield waarde

    # --- blocks ---

    def _omslag(self) -> int:
        """What stands before the first heading is a cover when it is short; the portal makes its own."""
        first = next((number for number, blok in enumerate(self.blokken) if isinstance(blok, Kop)), len(self.blokken))
        blokken = self.blokken[:first]
        if first == len(self.blokken) or any(isinstance(blok, Tabel) and not is_generated(blok) for blok in blokken):
            return 0
        short = sum(words(html_of(blok)) for blok in blokken) <= MAX_OMSLAG
        for blok in blokken:
            if short or is_generated(blok):
                self._stuk("omslag", html_of(blok), Vorm.GEMAAKT, waarom="Het portaal maakt zelf een omslag.")
            else:
                self._unplaced("voor het eerste hoofdstuk", html_of(blok), "Staat voor het eerste hoofdstuk.")
        return first

    def _blok(self, number: int) -> int:
        blok = self.blokken[number]
        match blok:
            case Kop() if plat(blok.tekst) in INHOUD:
                return self._contents(number)
            case Kop():
                self._kop(blok)
            case Tabel():
                self._tabel(blok)
            case Alinea():
                for alinea in self._parted(blok):
                    self._alinea(alinea)
        return number + 1

    def _contents(self, number: int) -> int:
        """The contents list, up to the next heading; the portal makes its own."""
        self._stuk("inhoudsopgave", f"<p>{self.blokken[number].html}</p>", Vorm.GEMAAKT)  # type: ignore[union-attr]
        number += 1
        while number < len(self.blokken) and isinstance(blok := self.blokken[number], Alinea):
            lines = [line for line in blok.tekst.split("\n") if line]
            if not all(_BLADZIJDE.match(line) for line in lines):
                break
            self.inhoudsopgave += [match[1] for line in lines if (match := _BLADZIJDE.match(line))]
            self._stuk("inhoudsopgave", blok.html, Vorm.GEMAAKT, waarom="Het portaal maakt zelf een inhoudsopgave.")
            number += 1
        return number

    def _kop(self, kop: Kop) -> None:
        self.boven = kop.tekst
        html, soort = f"<p>{kop.html}</p>", str(self.hoofdstuk.velden.get("soort", "")) if self.hoofdstuk else ""
        below = kop.niveau > self.basis
        if below and plat(kop.tekst) == plat(documentvorm.SLOT) and self.hoofdstuk:
            self.deel, self.slot = None, True
            self._stuk(self.hoofdstuk.naam, html, Vorm.GEMAAKT)
            return
        if below and soort == HoofdstukSoort.GRONDSLAGEN:
            self.deel = self._grondslag_kop(kop.tekst)
            self._stuk(f"kop “{kop.tekst}”", html, Vorm.NAAM, self.deel.pad, self.deel.zeker)
            return
        part = self._part_of_heading(kop.tekst) if below or not self.delen.chapter(kop.tekst) else None
        if part is not None:
            self.deel, self.rubriek = part, ""
            self._stuk(f"kop “{kop.tekst}”", html, Vorm.NAAM, part.pad)
        elif not below:
            self._begin_chapter(kop.tekst, html)
        elif self.deel is not None and plat(kop.tekst) in ("feiten", "beschrijving", "tarief", "tarieven"):
            self._stuk(f"kop “{kop.tekst}”", html, Vorm.GEMAAKT)
        else:
            self.deel = None
            self._place(f"<p><strong>{kop.html}</strong></p>", f"kop “{kop.tekst}”")

    def _part_of_heading(self, naam: str) -> Voorsteldeel | None:
        known = naam and any(self.delen.could_be(naam, soort) for soort in MET_TABEL)
        return self.delen.named(naam) if known else None

    def _begin_chapter(self, titel: str, html: str) -> None:
        row = self.delen.chapter(titel)
        sleutel = row.sleutel if row else slug(titel)
        taken = self.delen.codes("hoofdstuk")
        while row is None and sleutel in taken:
            sleutel = f"{sleutel}-2"
        soort = str(row.soort) if row else self._guess_chapter(titel)
        self.hoofdstuk = self.delen.add("hoofdstuk", sleutel, titel, sleutel=sleutel, titel=titel, soort=soort)
        self.deel, self.gemaakt, self.slot = None, False, False
        self._stuk(f"kop “{titel}”", html, Vorm.NAAM, self.hoofdstuk.pad)

    def _guess_chapter(self, titel: str) -> str:
        """What a new chapter is about, from its name; what is in it can say otherwise."""
        if "wijziging" in plat(titel):
            return HoofdstukSoort.WIJZIGINGEN
        return HoofdstukSoort.GRONDSLAGEN if plat(titel).startswith("grondslag") else HoofdstukSoort.TEKST

    def _chapter_is(self, soort: str) -> None:
        if self.hoofdstuk and not self.hoofdstuk.bestaat and self.hoofdstuk.velden.get("soort") == HoofdstukSoort.TEKST:
            self.delen.add_facts(self.hoofdstuk, {"soort": str(soort)})
            self.hoofdstuk = self.delen.gevonden["hoofdstuk", self.hoofdstuk.code]

    def _place(self, html: str, bron: str, zeker: Zekerheid = Zekerheid.ZEKER) -> None:
        """Text of the chapter: before or after what the portal makes in it."""
        if self.hoofdstuk is None:
            self._unplaced(bron, html, "Staat niet onder een kop van een hoofdstuk.")
            return
        veld = "slottekst" if self.slot or self.gemaakt else "tekst"
        self._stuk(bron, html, pad=f"{self.hoofdstuk.pad}/{veld}", zeker=zeker)

    def _parted(self, alinea: Alinea) -> list[Alinea]:
        """A list of the text that was read as one with the list that the portal makes next to it: here they part again."""
        if self.gemaakt or self.hoofdstuk is None or not alinea.html.startswith("<ul>"):
            return [alinea]
        made = next(iter(documentvorm.lijst(self.snapshot, str(self.hoofdstuk.velden.get("soort", "")))), "")
        if not made.startswith("<ul>"):
            return [alinea]
        own, items = items_of(made), items_of(alinea.html)
        names = [plat(richtext.plain_text(item)) for item in items]
        wanted = [plat(richtext.plain_text(item)) for item in own]
        begin = next((at for at in range(len(names)) if names[at : at + len(wanted)] == wanted), None)
        if begin is None:
            return [alinea]
        end = begin + len(wanted)
        return [Alinea(f"<ul>{''.join(part)}</ul>") for part in (items[:begin], items[begin:end], items[end:]) if part]

    def _alinea(self, alinea: Alinea) -> None:
        deel = self.deel
        bron = f"hoofdstuk “{self.hoofdstuk.naam}”" if self.hoofdstuk else "tekst"
        if deel is not None and deel.soort == "grondslag":
            self._stuk(f"grondslag {deel.code}", alinea.html, pad=f"{deel.pad}/definitie")
        elif deel is not None and deel.pad not in self.gevuld and not self._is_tarieven():
            self._unplaced(
                f"na de kop van {deel.naam}", alinea.html, f"Staat tussen de kop en de tabel van {deel.naam}."
            )
        elif not self._list_of_parts(alinea, bron):
            for nummer in feiten.naast_ander(alinea.tekst):
                if ("perceel", nummer) in self.delen.gevonden:
                    self.delen.add_facts(self.delen.gevonden["perceel", nummer], {"naast_ander_perceel": True})
            self._place(alinea.html, bron)

    def _is_tarieven(self) -> bool:
        return self.hoofdstuk is not None and self.hoofdstuk.velden.get("soort") == HoofdstukSoort.TARIEVEN

    def _list_of_parts(self, alinea: Alinea, bron: str) -> bool:
        """Whether this is the list of products or percelen, which the portal makes; words that it would not say are kept apart."""
        if self.hoofdstuk is None or self.gemaakt or not alinea.html.startswith(("<ul", "<ol")):
            return False
        items = [line for line in alinea.tekst.split("\n") if line]
        for soort, kind in (("product", HoofdstukSoort.PRODUCTENLIJST), ("perceel", HoofdstukSoort.PERCELENLIJST)):
            if self.hoofdstuk.bestaat and self.hoofdstuk.velden.get("soort") != kind:
                continue
            found = [self.delen.named(item) if self.delen.could_be(item, soort) else None for item in items]
            if len(items) < 2 or None in found or len({deel.code for deel in found if deel}) < len(items):
                continue
            self._chapter_is(kind)
            self.gemaakt = True
            for item, deel in zip(items, filter(None, found), strict=True):
                html = f"<p>{escape(item, quote=False)}</p>"
                made = {one for naam in self.delen.names(soort)[deel.code] for one in re.findall(r"\w+", plat(naam))}
                rest = [
                    word for word in re.findall(r"\w+", item) if word.casefold() not in made | {"perceel", deel.code}
                ]
                if rest:
                    self._unplaced(
                        bron, html, f"De lijst maakt het portaal zelf; daarin staat niet: “{' '.join(rest)}”."
                    )
                else:
                    self._stuk(bron, html, Vorm.GEMAAKT, waarom="Deze lijst maakt het portaal zelf.")
            return True
        return False

    # --- grondslagen ---

    def _grondslag_kop(self, text: str) -> Voorsteldeel:
        number = _NUMMER.match(text)
        label = re.sub(r"^NB\s+", "", number[2] if number else text)
        deel = self.delen.grondslag(label)
        nummer = int(number[1]) if number else None
        self.delen.add_facts(deel, {"nummer": nummer} if nummer else {})
        return self.delen.gevonden["grondslag", deel.code]

    # --- tables ---

    def _tabel(self, tabel: Tabel) -> None:
        if (regels := eistabel.read(tabel, self.snapshot, self.boven)) is not None:
            self._eisen(tabel, regels)
            return
        if tariefas := self.delen.tariefas(explained(tabel)):
            self._aswaarden(tabel, tariefas.code)
            return
        if is_generated(tabel):
            self.gemaakt = True
            self._stuk("tabel", html_of(tabel), Vorm.GEMAAKT, waarom="Deze tabel maakt het portaal uit gegevens.")
            return
        if not has_rubrieken(tabel, self.delen.match_rubriek):
            self._other_table(tabel)
            return
        for label, naam, html in rows_of(tabel):
            if NAAM.match(plat(label)) and naam:
                self._begin_part(label, naam)
            elif not label and self.deel is not None and self.rubriek:
                self._continue(html)
            elif self.deel is None:
                self._unplaced(
                    "tabel",
                    f"<p><strong>{escape(label, quote=False)}</strong></p>{html}",
                    "Bij deze tabel staat geen naam.",
                )
            else:
                self._rij(self.deel, label, html)

    def _eisen(self, tabel: Tabel, regels: Sequence[eistabel.Eisregel]) -> None:
        self.gemaakt = True
        self._chapter_is(HoofdstukSoort.EISEN)
        for cel in tabel.alle_rijen[0]:
            self._stuk("tabel van eisen", cel, Vorm.GEMAAKT)
        for regel in regels:
            bron = f"eis {regel.nummer}"
            names = [f"<p>{escape(one, quote=False)}</p>" for one in (regel.nummer, regel.naam)]
            deel = self.delen.add("eis", regel.nummer, regel.naam, zeker=not regel.waarom, waarom=regel.waarom)
            if deel.pad in self.gevuld:
                self.meldingen.append(
                    f"Eis {regel.nummer} staat twee keer in het document. De tweede is niet geplaatst."
                )
                self._unplaced(bron, "".join([*names, regel.tekst]), "Dit nummer staat er twee keer.")
                continue
            self.gevuld.add(deel.pad)
            self.delen.add_facts(deel, regel.velden)
            for naam in names:
                self._stuk(bron, naam, Vorm.NAAM, deel.pad)
            for cel in regel.feiten:
                self._stuk(bron, cel, Vorm.FEIT, deel.pad)
            for kolom, cel in regel.rest:
                self._unplaced(f"{bron}, “{kolom}”", cel, "Dit is niet te lezen als gegeven van een eis.")
            for one in top_level(regel.tekst):
                self._stuk(bron, one, pad=f"{deel.pad}/tekst")

    def _aswaarden(self, tabel: Tabel, tariefas: str) -> None:
        """What the values of an axis mean: a row for each."""
        self.gemaakt = True
        kop, *rijen = tabel.alle_rijen
        bron = f"tabel “{richtext.plain_text(kop[0]).strip()}”"
        self._stuk(bron, "".join(kop), Vorm.GEMAAKT)
        for naam, betekenis in rijen:
            row = self.delen.aswaarde(tariefas, richtext.plain_text(naam))
            if row is None:
                self._unplaced(bron, naam + betekenis, "Deze waarde is er niet in de inkoop.")
                continue
            deel = self.delen.add("aswaarde", row.deelcode, row.volledig)
            self._stuk(bron, naam, Vorm.NAAM, deel.pad)
            self._stuk(bron, betekenis, Vorm.FEIT, deel.pad)
            made = {plat(feit.regel) for feit in feiten_van(self.snapshot, row)}
            lines = richtext.plain_text(betekenis).strip().split("\n")
            told = "\n".join(line for line in lines if plat(line) not in made)
            if plat(told) != plat(row.definitie):
                self.delen.add_facts(deel, {"definitie": told})

    def _other_table(self, tabel: Tabel) -> None:
        bron = f"tabel in “{self.hoofdstuk.naam}”" if self.hoofdstuk else "tabel"
        for html in top_level(as_text(tabel)):
            if self.deel is not None and (veld := SOORTEN[self.deel.soort].eigen_tekst):
                self._stuk(bron, html, pad=f"{self.deel.pad}/{veld}")
            else:
                self._place(html, bron)

    def _begin_part(self, label: str, naam: str) -> None:
        deel = self.delen.named(naam)
        if deel is None:
            self._unplaced(
                "tabel",
                f"<p>{escape(label, quote=False)} {escape(naam, quote=False)}</p>",
                "Deze naam is niet te lezen.",
            )
            return
        self.deel, self.rubriek = deel, ""
        self.dubbel = deel.pad in self.gevuld
        if self.dubbel:
            self.meldingen.append(
                f"“{naam}” heeft twee tabellen. De tweede is niet geplaatst: kies zelf wat daarvan waar hoort."
            )
        self.gevuld.add(deel.pad)
        self.gemaakt = True
        self._chapter_is(HoofdstukSoort(SOORTEN[deel.soort].meervoud))
        bron = f"tabel {deel.naam}"
        self._stuk(bron, f"<p>{escape(label, quote=False)}</p>", Vorm.NAAM, deel.pad)
        self._stuk(bron, f"<p>{escape(naam, quote=False)}</p>", Vorm.NAAM, deel.pad)

    def _rij(self, deel: Voorsteldeel, label: str, html: str) -> None:
        bron = f"tabel {deel.naam}, “{label.strip(' :')}”"
        kenmerk = re.match(rf"^{documentvorm.KENMERK} (\d+)$", label.strip(), re.IGNORECASE)
        if plat(label) == plat(documentvorm.VOORWAARDEN):
            self._stuk(bron, f"<p>{escape(label, quote=False)}</p>{html}", Vorm.GEMAAKT)
            return
        if kenmerk and deel.soort == "perceel":
            naam, *rest = top_level(html) or [""]
            self._stuk(bron, f"<p>{escape(label, quote=False)}</p>{naam}", Vorm.NAAM, deel.pad)
            self._kenmerk(deel, int(kenmerk[1]), richtext.plain_text(naam).strip())
            (rij,) = SOORTEN[deel.soort].rijen
            self.rubriek = rij.sleutel(kenmerk[1])
            for one in rest:
                self._stuk(bron, one, pad=f"{deel.pad}/{self.rubriek}")
            return
        sleutel, zeker = self.delen.rubriek_of(deel, label)
        pad = f"{deel.pad}/{sleutel}"
        twice = any(stuk.pad == pad and stuk.vorm is Vorm.NAAM for stuk in self.stukken)
        self.rubriek = sleutel
        if self.dubbel:
            self._unplaced(
                bron, f"<p><strong>{escape(label, quote=False)}</strong></p>{html}", f"{deel.naam} heeft twee tabellen."
            )
            self.rubriek = ""
            return
        if twice:
            self.meldingen.append(
                f"Bij {deel.naam} staat de rubriek “{label.strip(' :')}” twee keer. De teksten staan achter elkaar."
            )
            zeker = Zekerheid.TWIJFEL
        self._stuk(bron, f"<p>{escape(label, quote=False)}</p>", Vorm.NAAM, pad, zeker)
        self._tekst(deel, sleutel, html, bron, zeker)

    def _kenmerk(self, deel: Voorsteldeel, nummer: int, naam: str) -> None:
        kenmerken = [
            *self.delen.gevonden[deel.soort, deel.code].velden.get("kenmerken", []),
            {"nummer": nummer, "naam": naam, "toelichting": ""},
        ]
        self.delen.add_facts(deel, {"kenmerken": kenmerken})

    def _continue(self, html: str) -> None:
        """A row without a heading goes on with the one above it, which a page broke off."""
        assert self.deel is not None  # noqa: S101
        last = next((stuk for stuk in reversed(self.stukken) if stuk.vorm is Vorm.TEKST), None)
        first, *rest = top_level(html) or [""]
        if last and last.pad == f"{self.deel.pad}/{self.rubriek}" and (joined := joined_text(last.html, first)):
            self.stukken[self.stukken.index(last)] = last.model_copy(update={"html": joined})
            first = ""
        bron = f"tabel {self.deel.naam}, vervolg"
        self._tekst(self.deel, self.rubriek, first + "".join(rest), bron, Zekerheid.ZEKER)

    def _tekst(self, deel: Voorsteldeel, sleutel: str, html: str, bron: str, zeker: Zekerheid) -> None:
        """The content of a rubriek: facts become fields, the rest stays text."""
        source, kept = self.delen.bron_of(deel.soort, sleutel), html
        made = (
            documentvorm.gemaakt(documentvorm.zinnen(self.snapshot, deel.soort, deel.code, source))
            if deel.bestaat
            else ""
        )
        if made and (rest := without_prefix(html, top_level(made))) is not None:
            # What the portal says by itself stands before the text, as it wrote it.
            self._stuk(bron, made, Vorm.GEMAAKT, deel.pad)
            html, kept, source = rest, rest, ""
        plain = richtext.plain_text(html).replace("\n", " ")
        match source:
            case RubriekBron.GRONDSLAGEN:
                kept = self._product_grondslagen(deel, html, bron)
            case RubriekBron.EENHEID:
                kept = self._eenheid(deel, html, bron)
            case RubriekBron.PRODUCTEN:
                kept = self._perceel_producten(deel, html, bron)
            case RubriekBron.DUUR:
                self.delen.add_facts(deel, _RUBRIEK[deel.soort].duur(plain))
        if deel.soort in _RUBRIEK:
            _RUBRIEK[deel.soort].rest(self, deel, html, plain)
        for one in top_level(kept):
            self._stuk(bron, one, pad=f"{deel.pad}/{sleutel}", zeker=zeker)

    def _rest_of_product(self, deel: Voorsteldeel, html: str, plain: str) -> None:
        self._leefgebieden(deel, html)
        if (period := feiten.periode(plain)) and re.search(r"ingekocht", plain):
            self.periodes.setdefault(deel.code, period)

    def _rest_of_perceel(self, deel: Voorsteldeel, html: str, plain: str) -> None:
        self.delen.add_facts(deel, feiten.grens(plain))

    def _taken(self, deel: Voorsteldeel, html: str, bron: str, match: Any) -> tuple[list[Any], str]:
        """Line by line what `match` knows, and the text that is left: blocks that it does not know stay as they are."""
        found, kept = [], []
        for block in top_level(html):
            known, rest = [], []
            for line in lines_of(block):
                one, left = match(line)
                known += one
                if one:
                    taken = len(richtext.plain_text(line)) - len(richtext.plain_text(left))
                    self._stuk(
                        bron, f"<p>{escape(richtext.plain_text(line)[:taken], quote=False)}</p>", Vorm.FEIT, deel.pad
                    )
                rest += [left] if left.strip() else []
            found += known
            if not known:
                kept.append(block)
            elif block.startswith("<p>") or len(rest) == 1:
                kept += [f"<p>{line}</p>" for line in rest]
            elif rest:
                kept.append(f"<ul>{''.join(f'<li>{line}</li>' for line in rest)}</ul>")
        return found, richtext.clean("".join(kept))

    def _product_grondslagen(self, deel: Voorsteldeel, html: str, bron: str) -> str:
        def match(line: str) -> tuple[list[str], str]:
            number = _NUMMER.match(line)
            text = number[2] if number else line
            for part in sorted(self.delen.labels(), key=len, reverse=True):
                if plat(text).startswith(plat(part)) and not text[len(part) : len(part) + 1].isalnum():
                    rest = text[len(part) :]
                    more = re.match(r"^\s*(?:,|;| en )\s*", rest)
                    also, rest = match(rest[more.end() :]) if more else ([], rest)
                    return [self.delen.grondslag(part).code, *also], re.sub(r"^[\s.]+", "", rest)
            return [], line

        found, rest = self._taken(deel, html, bron, match)
        if found:
            order = self.delen.codes("grondslag")
            codes = {*found}
            known = [row.code for row in self.snapshot.grondslagen]
            self.delen.add_facts(
                deel, {"grondslagen": [code for code in dict.fromkeys([*known, *order]) if code in codes]}
            )
        return rest

    def _eenheid(self, deel: Voorsteldeel, html: str, bron: str) -> str:
        lines = [richtext.plain_text(line).strip() for line in lines_of(html)]
        if not lines or "<footnote>" in html:
            return html
        national = re.search(r"code (\d\d)\.$", lines[1]) if len(lines) > 1 else None
        eenheid = EENHEDEN.get(kaal(lines[0])) or (national[1] if national else None)
        told = lines[0] if national or not eenheid else lines[1] if len(lines) == 2 else ""
        if eenheid is None and (len(lines) > 1 or len(lines[0]) > 300 or "<strong>" in html):
            return html
        velden = {"eenheid": str(eenheid or ""), "eenheid_toelichting": told[:300]}
        self.delen.add_facts(deel, velden)
        taken = 2 if (national or (eenheid and told)) else 1
        for line in lines[:taken]:
            self._stuk(bron, f"<p>{escape(line, quote=False)}</p>", Vorm.FEIT, deel.pad)
        return richtext.clean("".join(f"<p>{line}</p>" for line in lines_of(html)[taken:]))

    def _perceel_producten(self, deel: Voorsteldeel, html: str, bron: str) -> str:
        def match(line: str) -> tuple[list[dict[str, Any]], str]:
            found = []
            for naam in split_names(richtext.plain_text(line)):
                naam, _, period = naam.partition(": ")
                if not self.delen.could_be(naam, "product"):
                    return [], line
                product = self.delen.known(naam, ("product",))
                assert product is not None  # noqa: S101
                when = feiten.periode(period) if period else {}
                found.append(filled(PerceelProductInhoud, {"code": product.code, **when}).model_dump())
            return found, ""

        found, rest = self._taken(deel, html, bron, match)
        if found:
            self.delen.add_facts(deel, {"producten": found})
        return rest

    def _koppel_periodes(self) -> None:
        """A product that says of itself for which years it is bought, is so in its percelen."""
        for deel in self.delen.of("perceel"):
            if links := deel.velden.get("producten"):
                self.delen.add_facts(
                    deel,
                    {
                        "producten": [
                            link if link["van"] else link | self.periodes.get(link["code"], {}) for link in links
                        ]
                    },
                )

    def _leefgebieden(self, deel: Voorsteldeel, html: str) -> None:
        known = {plat(row.naam): (row.nummer, row.naam) for row in self.snapshot.leefgebieden}
        known = known or {plat(naam): (nummer, naam) for nummer, naam in enumerate(LEEFGEBIEDEN, start=1)}
        for one in top_level(html):
            if not one.startswith(("<ul", "<ol")):
                continue
            items = [richtext.plain_text(re.sub(r"<footnote>.*?</footnote>", "", line)) for line in lines_of(one)]
            found = [
                known[plat(re.sub("[⁰¹²³⁴-⁹]+$", "", item))]
                for item in items
                if plat(re.sub("[⁰¹²³⁴-⁹]+$", "", item)) in known
            ]
            if len(found) < 5 or len(found) < len(items) - 2:
                continue
            for nummer, naam in found:
                self.delen.add("leefgebied", str(nummer), naam, nummer=nummer, naam=naam)
            self.delen.add_facts(deel, {"leefgebieden": sorted(nummer for nummer, _ in found)})


class _Rubrieklezer(NamedTuple):
    """What becomes a fact of what a rubriek says: `duur` about duration, `rest` in whichever."""

    duur: Callable[[str], dict[str, Any]]
    rest: Callable[[_Herkenner, Voorsteldeel, str, str], None]


_RUBRIEK = {
    "product": _Rubrieklezer(feiten.limieten, _Herkenner._rest_of_product),
    "perceel": _Rubrieklezer(feiten.toewijzing, _Herkenner._rest_of_perceel),
}
