"""What the import contract (pyproject.toml) cannot say of the house, held by reading the code."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from core.inhoud import Inhoud, velden
from proces.soort import RONDOM
from publicaties.snapshot import Snapshot
from publicaties.soorten import SOORTEN

ROOT = Path(__file__).resolve().parent.parent
#: These answer requests, or start the portal; every other app is below them.
WEB = {"wmo_portal", "loket", "werkplek", "catalogus", "bewaking"}
APPS = sorted(path.parent for path in ROOT.glob("*/apps.py"))
DOMAIN = [app for app in APPS if app.name not in WEB]
# The Django admin is made of requests, and so is what django-allauth asks. `inzage` is a middleware: it notes who looked.
HTTP_ALLOWED = {"admin.py", "spreadsheet_admin.py", "adapters.py", "inzage.py"}


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_nothing_below_a_view_knows_a_request() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for app in DOMAIN
        for path in sorted(app.rglob("*.py"))
        if path.name not in HTTP_ALLOWED and "migrations" not in path.parts
        for name in sorted(imports_of(path))
        if name.startswith(("django.http", "django.shortcuts"))
    ]
    assert wrong == []


def test_no_file_is_a_bag_of_odds_and_ends() -> None:
    bags = {"utils", "helpers", "services", "signals"}
    assert [str(path) for app in APPS for path in app.rglob("*.py") if path.stem in bags] == []


def names_of(path: Path) -> Iterator[str]:
    """What a module calls a class, or a type that is made of others (`Pad = tuple[str, ...]`)."""
    for node in ast.parse(path.read_text()).body:
        match node:
            case ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript()) if re.match(r"_?[A-Z][a-z]", name):
                yield name


def classes() -> dict[str, list[str]]:
    """The files of each name."""
    found: dict[str, list[str]] = {}
    for app in APPS:
        for path in sorted(app.rglob("*.py")):
            for name in names_of(path) if "migrations" not in path.parts else ():
                found.setdefault(name, []).append(str(path.relative_to(ROOT)))
    return found


def test_one_name_is_of_one_class() -> None:
    """A word with two meanings gets a longer one for each. Django finds a management command by its module, and wants one name for it."""
    assert {name: paths for name, paths in classes().items() if len(paths) > 1 and name != "Command"} == {}


def test_one_term_has_one_meaning_and_is_a_name_that_exists() -> None:
    rows = re.findall(r"^\| (?!term|---)(.+?) \|", (ROOT / "docs/begrippen.md").read_text(), re.MULTILINE)
    terms = [term.strip() for row in rows for term in re.sub(r"\(`.+?`\)", "", row).split(",")]
    twice = [term for term, count in Counter(term.lower() for term in terms).items() if count > 1]
    assert twice == []
    named = {term for term in terms if re.fullmatch(r"[A-Z][a-z]\w+", term)}
    assert named - set(classes()) == set()
    assert len(named) > 50


# --- where a kind of part is asked after ------------------------------------------------------------------------------

#: How often, and why its declaration (`<app>/soort.py`) cannot say it.
ARMS = {
    "inlezen/delen.py": (1, "a document names percelen by number"),
    "inlezen/herkennen.py": (4, "what regions write in a row of a product is something else than in that of a perceel"),
    "inlezen/uitkomst.py": (1, "only a chapter holds lists that the portal makes"),
    "publicaties/feiten.py": (1, "only a product has amounts"),
    "publicaties/kopieren.py": (2, "only a product stands in percelen and has conditions"),
    "publicaties/problemen/teksten.py": (2, "the words of a reference in a text; a begrip may use what it forbids"),
    "publicaties/wijzigingen/model.py": (1, "a rubriek is read where a text stands below it"),
    "tarieven/models.py": (1, "grondslag is an axis of every inkoop, the others name themselves"),
    "werkplek/inhoud/delenlijst.py": (1, "rubrieken have an order for each kind that they are of"),
    "werkplek/inhoud/forms.py": (1, "only a product stands in percelen"),
    "werkplek/inhoud/gegevens.py": (2, "a begrip is removed, not archived; a rubriek has no page of its own to go to"),
    "werkplek/inhoud/kopieren.py": (2, "only a product has amounts; texts stand below a rubriek"),
    "werkplek/inhoud/lezen.py": (1, "only a product has conditions"),
    "werkplek/inhoud/omgeving.py": (4, "what a part says of the others, and what is read for it"),
    "werkplek/inhoud/overzicht.py": (1, "a product is listed with its abbreviation"),
    "werkplek/inhoud/teksten.py": (2, "a text below a rubriek is a row of its own"),
    "werkplek/publiceren/voorbeeld.py": (1, "only a product has amounts"),
}


def arms_of(path: Path) -> int:
    """Conditions on a kind of part by its name or by a class of it."""
    classes = {one.__name__ for soort in SOORTEN.values() for one in (soort.model, soort.inhoud)}
    declared = {soort.naam.upper() for soort in SOORTEN.values()}

    def names_kind(node: ast.expr) -> bool:
        if isinstance(node, ast.Tuple | ast.Set | ast.List):
            return any(map(names_kind, node.elts))
        if isinstance(node, ast.Attribute):
            return isinstance(node.value, ast.Name) and node.value.id in declared
        return isinstance(node, ast.Constant) and node.value in SOORTEN

    def is_class(node: ast.expr) -> bool:
        return any(isinstance(one, ast.Name) and one.id in classes | declared for one in ast.walk(node))

    def asks(node: ast.expr) -> bool:
        # `row.soort`, `kind.naam`, `soort`: not an element or a slug that happens to be called so.
        last = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        return last in {"soort", "soortnaam", "kind", "naam"}

    found = 0
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(func=ast.Name(id="isinstance"), args=[_, of]):
                found += is_class(of)
            case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot()], comparators=[of]):
                found += is_class(of)
            case ast.Compare(left=left, comparators=[of]):
                found += asks(left) and names_kind(of)
            case ast.MatchClass(cls=of):
                found += is_class(of)
            case ast.MatchValue(value=of):
                found += names_kind(of)
    return found


def test_a_kind_of_part_is_asked_after_in_few_places_and_for_a_reason() -> None:
    found = {
        str(path.relative_to(ROOT)): arms
        for app in APPS
        for path in sorted(app.rglob("*.py"))
        if "migrations" not in path.parts and (arms := arms_of(path))
    }
    assert found == {path: arms for path, (arms, _) in ARMS.items()}
    assert sum(found.values()) < 30


#: Where four kinds or more are named beside each other, and why the declarations do not say it. `*`: all of them, in an order of its own.
LISTS = {
    "catalogus/adressen.py": "what has an address on the site, and behind which sign: some kinds have none",
    "catalogus/citaat.py": "the titles of pages, most of which are of no kind",
    "catalogus/overheid.py": "the lists that search engines are told: those with a page",
    "core/dutch.py": "words with another plural",
    "overleg/plekken.py": "what somebody can react to or ask about: what has texts on a page of its own",
    "producten/admin.py": "the links of a product in the admin, in the order of its form",
    "publicaties/lagen.py": "the lists of the demo's files that are not just rows",
    "publicaties/onderdelen.py": "what a search finds: by kind a function that says which words lead there",
    "publicaties/samenhang.py": "what a version has pages of, in the order of a sentence",
    "publicaties/soorten.py": "* the order of a document: this is the list",
    "publicaties/wijzigingen/objecten.py": "* the order of a change table: another one would tell published versions otherwise",
    "werkplek/inhoud/excel/views.py": "* the order in which people meet the sheets",
    "werkplek/inhoud/omgeving.py": "the kinds with a screen for each part, of which the work of a request is bounded one by one",
    "werkplek/plekken.py": "the kinds that are read together, and on which page",
}


def lists_of(path: Path) -> list[set[str]]:
    """The tuples, sets, lists and dicts of a file that name four kinds or more."""
    kinds = {
        word: soort.naam for soort in SOORTEN.values() for word in (soort.naam, soort.meervoud, soort.naam.upper())
    }
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        items = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
        words = {str(getattr(item, "value", "")) for item in items if isinstance(item, ast.Constant)}
        words |= {item.attr for item in items if isinstance(item, ast.Attribute)}
        words |= {item.id for item in items if isinstance(item, ast.Name)}
        named = {kinds[word] for word in words if word in kinds}
        found += [named] if len(named) >= 4 else []
    return found


def test_the_kinds_are_listed_in_few_places_and_for_a_reason() -> None:
    paths = [path for app in APPS for path in sorted(app.rglob("*.py")) if "migrations" not in path.parts]
    found = {str(path.relative_to(ROOT)): lists for path in paths if (lists := lists_of(path))}
    assert set(found) == set(LISTS)
    for path, reason in LISTS.items():
        if reason.startswith("*"):
            assert set(SOORTEN) in found[path], f"{path} forgot {set(SOORTEN) - max(found[path], key=len)}"


# --- where the fields of a kind are listed ----------------------------------------------------------------------------

#: Where three fields or more of one kind, or of the rows below it, stand beside each other, and why no declaration says it.
FIELDS = {
    "begin/actions.py": "what somebody fills in to begin an inkoop",
    "begin/bronnen.py": "what comes along of an inkoop of another regio: how it is made up, not what was agreed",
    "catalogus/aanbod.py": "what the list of all inkopen says of each, read from many snapshots at once",
    "catalogus/overal.py": "what is compared of the tarieven of all regio's",
    "inlezen/feiten.py": "what is read from a sentence about a period",
    "proces/actions.py": "what of the planning goes along to another inkoop, and moves with its start",
    "publicaties/beschrijving.py": "a tarief in the words of a table",
    "publicaties/lagen.py": "what stands elsewhere in the files of the demo",
    "publicaties/tarieflijst.py": "the open format of tarieven, that others read",
    "segments/herstel.py": "what of an inkoop does not come back with an older version",
    "tarieven/actions.py": "a kostenelement has an amount or a reason",
    "tarieven/invoer.py": "the four cells of a tarief that a sheet changes",
    "tarieven/spreadsheet.py": "the columns of that sheet, in words",
    "templates/werkplek/begin/nieuw.html": "what somebody fills in to begin an inkoop",
    "templates/werkplek/tarieven/cel.html": "what is typed about one cell",
    "werkplek/begin/views.py": "what somebody fills in to begin an inkoop",
    "werkplek/inhoud/matrix.py": "a period in a cell of a matrix, as it is typed",
    "werkplek/tarieven/cel.py": "what is typed about one cell",
    "werkplek/tarieven/forms.py": "which fields of an indexatieronde stand beside each other, and in what control",
    "wmo_portal/demo.py": "with what an inkoop of the demo begins",
}
#: What an admin shows, filters and searches is chosen: its forms, sheets and history have every field.
CHOSEN = {"admin.py"}


def fields_of(inhoud: type[Inhoud]) -> Iterator[set[str]]:
    """Of an Inhoud and of every Inhoud below it."""
    yield {veld.naam for veld in velden(inhoud)}
    for veld in velden(inhoud):
        if veld.item:
            yield from fields_of(veld.item)


def field_lists() -> dict[str, list[str]]:
    _snapshot, *kinds = fields_of(Snapshot)
    kinds += [one for soort in RONDOM.values() for one in fields_of(soort.inhoud)]
    # Names of kinds are counted above; a name that many kinds have says of none that it is listed.
    count = Counter(name for kind in kinds for name in kind)
    plain = {name for soort in SOORTEN.values() for name in (soort.naam, soort.meervoud)}
    plain |= {name for name, many in count.items() if many > 3}
    found: dict[str, list[str]] = {}
    for path in sorted(path for app in ROOT.glob("*/apps.py") for path in app.parent.rglob("*.py")):
        if (
            {"migrations", "models"} & set(path.parts)
            or path.stem in {"models", "inhoud", "soort"}
            or path.name in CHOSEN
        ):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            items = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
            words = {str(item.value) for item in items if isinstance(item, ast.Constant)}
            words |= {one.arg for one in node.keywords if one.arg} if isinstance(node, ast.Call) else set()
            if any(len(words & (kind - plain)) >= 3 for kind in kinds):
                found.setdefault(str(path.relative_to(ROOT)), []).append(f"{node.lineno}: {sorted(words)}")  # type: ignore[attr-defined]
    for path in sorted((ROOT / "templates").rglob("*.html")):
        words = set(re.findall(r"\bform\.(\w+)", path.read_text()))
        if any(len(words & (kind - plain)) >= 3 for kind in kinds):
            found[str(path.relative_to(ROOT))] = [str(sorted(words))]
    return found


def test_the_fields_of_a_kind_are_listed_where_it_is_declared() -> None:
    """Elsewhere only for a reason: a field that is added would be missing there, and nobody would say so."""
    found = field_lists()
    assert not {path: lists for path, lists in found.items() if path not in FIELDS}
    assert set(found) == set(FIELDS), "what is listed no more needs no reason"


def test_a_line_of_a_template_can_be_read() -> None:
    """What repeats is a tag (core/templatetags/vormgeving.py); what is long breaks where white space does not show."""
    long = [
        f"{path.relative_to(ROOT)}:{number}: {len(line)}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > 160
    ]
    assert not long
