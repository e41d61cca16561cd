"""What the import contract (pyproject.toml) cannot say of the house, held by reading the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from core.inhoud import velden
from proces.soort import RONDOM
from publicaties.soorten import SOORTEN

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = [
    "core",
    "opslag",
    "post",
    "accounts",
    "taken",
    "segments",
    "producten",
    "percelen",
    "tarieven",
    "publicaties",
    "proces",
    "actiepunten",
    "overleg",
]
# The Django admin is made of requests, and so is what django-allauth asks.
HTTP_ALLOWED = {"admin.py", "spreadsheet_admin.py", "adapters.py"}


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
        for path in sorted((ROOT / app).rglob("*.py"))
        if path.name not in HTTP_ALLOWED and "migrations" not in path.parts
        for name in sorted(imports_of(path))
        if name in {"django.http", "django.shortcuts"}
    ]
    assert wrong == []


def test_no_file_is_a_bag_of_odds_and_ends() -> None:
    bags = {"utils", "helpers", "services", "signals"}
    assert [str(path) for app in DOMAIN for path in (ROOT / app).rglob("*.py") if path.stem in bags] == []


# --- where a kind of part is asked after ------------------------------------------------------------------------------

#: Where a kind is asked after, with a reason for each time that its declaration (`<app>/soort.py`) cannot say it.
ARMS: dict[str, tuple[str, ...]] = {}

KINDS = [*SOORTEN.values(), *RONDOM.values()]
CLASSES = {one.__name__ for soort in KINDS for one in (soort.model, soort.inhoud)}
DECLARED = {soort.naam.upper() for soort in KINDS}
WORDS = {word for soort in SOORTEN.values() for word in (soort.naam, soort.meervoud)}
#: What has a member for each of some kinds. A chapter (HoofdstukSoort) is of a sort of its own: what is made in it.
ENUMS = {"RubriekSoort", "OnderdeelSoort", "BestandSoort", "Reikwijdte"}
#: The fields that one kind has and no other: to look whether a part has it is to ask which kind it is.
OWN = {
    veld.naam
    for soort in SOORTEN.values()
    for veld in velden(soort.inhoud)
    if [veld.naam in other.inhoud.model_fields or hasattr(other.inhoud, veld.naam) for other in SOORTEN.values()].count(
        True
    )
    == 1
}


def is_class(node: ast.expr) -> bool:
    return any(isinstance(one, ast.Name) and one.id in CLASSES | DECLARED for one in ast.walk(node))


def names_kind(node: ast.expr | None) -> bool:
    match node:
        case ast.Tuple(elts=items) | ast.Set(elts=items) | ast.List(elts=items):
            return bool(items) and all(map(names_kind, items))
        case ast.Attribute(value=ast.Name(id=owner), attr=member):
            return owner in DECLARED or (owner in ENUMS and member in DECLARED)
        case ast.Constant(value=value):
            return value in WORDS
    return False


def is_arm(node: ast.AST) -> bool:
    """A condition on a kind of part, by its name, by a class of it or by a field that only it has; or a choice from two or three."""
    match node:
        case ast.Call(func=ast.Name(id="isinstance"), args=[_, of]) | ast.MatchClass(cls=of):
            return is_class(of)
        case ast.Call(func=ast.Name(id="getattr" | "hasattr"), args=[of, ast.Constant(value=veld), *_]):
            return veld in OWN and ast.unparse(of) != "fout"  # an error has a status too
        case ast.Compare(left=ast.Name(id="veld") | ast.Attribute(attr="veld"), ops=[ast.Eq() | ast.NotEq()]):
            return False  # the axis of a tarief that is called grondslag
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[of]):
            return names_kind(of)  # what stands before it is a key
        case ast.Compare(ops=[ast.Is() | ast.IsNot()], comparators=[of]):
            return is_class(of)
        case ast.Compare(left=left, comparators=[of]):
            pairs = [item for one in (left, of) for item in (one.elts if isinstance(one, ast.Tuple) else [one])]
            return any(map(names_kind, pairs))
        case ast.MatchValue(value=of):
            return names_kind(of)
        case ast.Dict(keys=[_, _, *_] as keys):
            return len(kinds_in(keys)) in (2, 3) and all(kinds_in([key]) for key in keys)  # of more: LISTS
    return False


#: `{% if soort == "perceel" %}`; a plural is the sort of a chapter.
TEMPLATE_ARM = re.compile(rf"""[=!]=\s*["'](?:{"|".join(SOORTEN)})["']|["'](?:{"|".join(SOORTEN)})["']\s*[=!]=""")


def arms_of(path: Path) -> int:
    source = path.read_text()
    if path.suffix == ".html":
        return sum(len(TEMPLATE_ARM.findall(tag)) for tag in re.findall(r"{%.*?%}", source, re.DOTALL))
    return sum(map(is_arm, ast.walk(ast.parse(source))))


def test_a_kind_of_part_is_asked_after_in_few_places_and_for_a_reason() -> None:
    paths = [
        path for app in ROOT.glob("*/apps.py") for path in app.parent.rglob("*.py") if "migrations" not in path.parts
    ]
    found = {
        str(path.relative_to(ROOT)): arms
        for path in sorted([*paths, *(ROOT / "templates").rglob("*.html")])
        if (arms := arms_of(path))
    }
    assert found == {path: len(reasons) for path, reasons in ARMS.items()}
    assert sum(found.values()) < 30
    told = [reason for reasons in ARMS.values() for reason in reasons]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize(
    "arm",
    [
        'soort == "perceel"', 'self._deel[0] == "perceel"', '(soort, code) == ("hoofdstuk", one.sleutel)', 'pad[0] == "percelen"',
        "row.soort == RubriekSoort.PRODUCT", "row.soort in {PERCEEL.naam}", "kind is BEGRIP", "isinstance(row, Mijlpaal)",
        'getattr(deel, "kenmerken", ())', 'hasattr(deel, "min_leefgebieden")', '{"perceel": 1, "product": 2}',
        "{(Reikwijdte.SEGMENT, 'segment'): 1, (Reikwijdte.PERCEEL, 'perceel'): 2}",
    ],
)  # fmt: skip
def test_a_condition_on_a_kind_is_seen_however_it_is_written(arm: str) -> None:
    assert any(map(is_arm, ast.walk(ast.parse(arm))))


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


def kinds_in(nodes: Iterable[ast.expr | None]) -> set[str]:
    """The kinds that these name, each by itself or in a pair."""
    kinds = {word: soort.naam for soort in SOORTEN.values() for word in (soort.naam, soort.meervoud)}
    kinds |= {word: soort.naam for soort in KINDS for word in (soort.naam.upper(), soort.model.__name__)}
    flat = [one for node in nodes for one in (node.elts if isinstance(node, ast.Tuple) else [node])]
    words = {one.value for one in flat if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    words |= {one.attr for one in flat if isinstance(one, ast.Attribute)}
    words |= {one.id for one in flat if isinstance(one, ast.Name)}
    return {kinds[word] for word in words if word in kinds}


def lists_of(path: Path) -> list[set[str]]:
    """The tuples, sets, lists and dicts of a file that name four kinds or more."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        named = kinds_in(node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", []))
        found += [named] if len(named) >= 4 else []
    return found


def test_the_kinds_are_listed_in_few_places_and_for_a_reason() -> None:
    apps = [path.parent for path in ROOT.glob("*/apps.py")]
    paths = [path for app in apps for path in sorted(app.rglob("*.py")) if "migrations" not in path.parts]
    found = {str(path.relative_to(ROOT)): lists for path in paths if (lists := lists_of(path))}
    assert set(found) == set(LISTS)
    for path, reason in LISTS.items():
        if reason.startswith("*"):
            assert set(SOORTEN) in found[path], f"{path} forgot {set(SOORTEN) - max(found[path], key=len)}"


def test_a_line_of_a_template_can_be_read() -> None:
    """What repeats is a tag (core/templatetags/vormgeving.py); what is long breaks where white space does not show."""
    long = [
        f"{path.relative_to(ROOT)}:{number}: {len(line)}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > 160
    ]
    assert not long
