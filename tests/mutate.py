"""Whether the tests notice that a rule is wrong: `make mutate MODULES="tarieven/perioden.py publicaties/wijzigingstabel.py"`.

Each mutant is one small change of the code (a boundary, a condition or a guard that is gone), in a copy of the tree, with the tests
of its module run against it. What survives is told by line: a test is missing, or the change makes no difference.

A list of our own instead of mutmut (looked at 3.8): that one leaves decorated functions alone, and ours are `@transaction.atomic`
and `@cached_property`; and it forks the process of the tests for each mutant, with its connection to the database.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests import database  # noqa: F401 -- one server for all of them

ROOT = Path(__file__).resolve().parent.parent
#: The modules with rules, and the tests that hold them: the likeliest first.
TESTS = {
    "core/moment.py": ["core/test_moment.py"],
    "accounts/slot.py": ["accounts/test_slot.py"],
    "producten/soort.py": ["publicaties/test_beschrijving.py", "producten", "tarieven/test_assen.py"],
    "producten/actions.py": ["producten/test_actions.py", "tarieven/test_assen.py"],
    "percelen/actions.py": ["percelen", "werkplek/test_gegevens.py"],
    "percelen/inhoud.py": ["publicaties/test_beschrijving.py", "percelen"],
    "percelen/soort.py": ["publicaties/test_beschrijving.py", "percelen"],
    "eisen/inhoud.py": ["eisen"],
    "eisen/soort.py": ["eisen"],
    "tarieven/models.py": ["tarieven/test_models.py", "tarieven/test_assen.py", "tarieven/test_actions.py"],
    "tarieven/spreadsheet.py": [
        "tarieven/test_spreadsheet.py",
        "tarieven/test_intussen.py",
        "tarieven/test_prijslijsten.py",
    ],
    "tarieven/invoer.py": ["tarieven/test_intussen.py", "tarieven/test_spreadsheet.py", "tarieven/test_resources.py"],
    "tarieven/schrijven.py": ["tarieven/test_actions.py", "tarieven/test_spreadsheet.py"],
    "tarieven/bedragen.py": ["tarieven/test_bedragen.py", "tarieven/test_kostprijs.py"],
    "tarieven/perioden.py": ["tarieven/test_perioden.py", "tarieven/test_actions.py"],
    "tarieven/indexatie.py": ["tarieven/test_indexatie.py"],
    "tarieven/kostprijs.py": ["tarieven/test_kostprijs.py", "tarieven/test_actions.py"],
    "tarieven/matrix.py": ["tarieven/test_matrix.py"],
    "tarieven/inrichting.py": [
        "tarieven/test_matrix.py",
        "tarieven/test_assen.py",
        "tarieven/test_actions.py",
        "tarieven/test_spreadsheet.py",
    ],
    "tarieven/voorstel.py": [
        "tarieven/test_intussen.py",
        "tarieven/test_actions.py",
        "tarieven/test_assen.py",
        "tarieven/test_spreadsheet.py",
    ],
    "tarieven/actions.py": ["tarieven/test_actions.py", "tarieven/test_indexatie.py"],
    "tarieven/dekking.py": ["tarieven/test_perioden.py", "tarieven/test_assen.py", "tarieven/test_matrix.py"],
    "publicaties/eisentabel.py": ["eisen", "publicaties/test_document.py"],
    "publicaties/actions.py": [
        "publicaties/test_actions.py",
        "publicaties/test_versies.py",
        "publicaties/test_berichten.py",
    ],
    "publicaties/wijzigingstabel.py": ["publicaties/test_wijzigingstabel.py", "publicaties/test_actions.py"],
    "publicaties/wijzigingen/verschil.py": ["publicaties/test_wijzigingen.py"],
    "publicaties/wijzigingen/tarieven.py": ["publicaties/test_wijzigingen.py"],
    "publicaties/wijzigingen/koppelingen.py": ["publicaties/test_wijzigingen.py"],
    "publicaties/stap.py": ["publicaties/test_actions.py", "publicaties/test_database.py"],
    "publicaties/kopieren.py": ["werkplek/test_kopieren.py"],
    "publicaties/versies.py": [
        "publicaties/test_versies.py",
        "publicaties/test_actions.py",
        "publicaties/test_doorvoeren.py",
    ],
    "publicaties/doorvoeren.py": ["publicaties/test_doorvoeren.py"],
    "publicaties/intrekken.py": [
        "publicaties/test_database.py",
        "publicaties/test_actions.py",
        "werkplek/test_publiceren.py",
    ],
    "publicaties/problemen/later.py": ["publicaties/test_doorvoeren.py"],
    "publicaties/samenhang.py": ["publicaties/test_samenhang.py", "publicaties/test_document.py"],
    "publicaties/problemen/tarieven.py": [
        "publicaties/test_problemen_tarieven.py",
        "publicaties/test_dekking.py",
        "tarieven/test_prijslijsten.py",
    ],
    "publicaties/problemen/feiten.py": [
        "publicaties/test_problemen.py",
        "segments/test_looptijd.py",
        "eisen/test_eisen.py",
    ],
    "publicaties/problemen/drift.py": ["publicaties/test_problemen_teksten.py"],
    "publicaties/problemen/teksten.py": ["publicaties/test_problemen_teksten.py"],
    "proces/actions.py": ["proces/test_planning.py", "overleg/test_werkplek.py"],
    "proces/planning.py": ["proces/test_planning.py", "catalogus/test_rondom.py"],
    "inlezen/eistabel.py": ["inlezen/test_eisen.py"],
    "inlezen/feiten.py": ["inlezen/test_feiten.py"],
    "toezicht/opruimen.py": ["toezicht"],
}
NEXT: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
}  # fmt: skip
LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)


@dataclass(frozen=True)
class Mutant:
    module: str
    line: int
    was: str
    becomes: str
    code: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.was}  →  {self.becomes}"


def mutants(module: str) -> Iterator[Mutant]:
    """Every change of the lines of rules of this module."""
    tree = ast.parse((ROOT / module).read_text())
    nodes = list(rules(tree))
    for number, node in enumerate(nodes):
        for change in range(len(list(changes(copy.deepcopy(node))))):
            mutated = copy.deepcopy(tree)
            target = list(rules(mutated))[number]
            was = ast.unparse(target).splitlines()[0]
            next(step for place, step in enumerate(changes(target)) if place == change)
            becomes = ast.unparse(target).splitlines()[0]
            yield Mutant(module, node.lineno, was[:110], becomes[:110], ast.unparse(ast.fix_missing_locations(mutated)))


def rules(node: ast.AST) -> Iterator[ast.expr | ast.stmt | ast.comprehension]:
    """What may be wrong: not what only names, types, decorates, asserts or words something."""
    for name, value in ast.iter_fields(node):
        if name in {"decorator_list", "annotation", "returns", "type_comment", "type_params"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            skipped = (ast.Import, ast.ImportFrom, ast.Assert, ast.JoinedStr)
            if not isinstance(child, ast.AST) or isinstance(child, skipped):
                continue
            if isinstance(child, ast.FunctionDef) and child.name in {"__str__", "boodschap"}:
                continue
            if isinstance(child, ast.Call) and ast.unparse(child.func).startswith("models."):
                continue  # what the database holds: `makemigrations --check` tells
            if hasattr(child, "lineno"):
                yield child  # type: ignore[misc]
            yield from rules(child)


def changes(node: ast.AST) -> Iterator[None]:
    """One after the other, in place: each is there when this yields. The caller takes one and leaves the rest."""
    match node:
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                node.ops[place] = NEXT[type(operator)]()  # type: ignore[assignment]
                yield
                node.ops[place] = operator
        case ast.BoolOp():
            nothing = ast.Constant(isinstance(node.op, ast.And))
            for place, part in enumerate(node.values):
                node.values[place] = nothing
                yield
                node.values[place] = part
        case ast.BinOp() if type(node.op) in NEXT and not is_text(node.left) and not is_text(node.right):
            node.op = NEXT[type(node.op)]()  # type: ignore[assignment]
            yield
        case ast.UnaryOp(op=ast.Not()):
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
            yield
        case ast.If(orelse=[]) if isinstance(node.body[-1], LEAVES):
            node.test = ast.Constant(False)
            yield
        case ast.Call(func=ast.Name(id="min" | "max" as word)):
            node.func.id = {"min": "max", "max": "min"}[word]  # type: ignore[attr-defined]
            yield
        case ast.Call(func=ast.Name(id="any" | "all" as word)):
            node.func.id = {"any": "all", "all": "any"}[word]  # type: ignore[attr-defined]
            yield
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            for generator in node.generators:
                for place, condition in enumerate(generator.ifs):
                    generator.ifs[place] = ast.Constant(True)
                    yield
                    generator.ifs[place] = condition
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int()):
            node.value += 1  # type: ignore[operator]
            yield
        case ast.Return(value=ast.Constant(value=bool() as answer)):
            node.value = ast.Constant(not answer)
            yield


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def copy_of_the_tree(folder: Path) -> Path:
    away = {".git", ".venv", "node_modules", ".data", "media", "staticfiles", ".mypy_cache", ".hypothesis"}
    tree = folder / "boom"
    shutil.copytree(ROOT, tree, ignore=lambda _, names: [name for name in names if name in away | {"__pycache__"}])
    for name in (".venv", "node_modules"):
        (tree / name).symlink_to((ROOT / name).resolve())
    return tree


def fault_of(tree: Path, module: str, seconds: float | None = None) -> str:
    """What the tests of the module say when one fails in this tree; hanging is failing. Empty: all pass."""
    tests = [f"tests/{name}" for name in TESTS[module]]
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    try:
        found = subprocess.run(command, cwd=tree, capture_output=True, timeout=seconds, check=False, text=True)
    except subprocess.TimeoutExpired:
        return f"Na {seconds:.0f} seconden was er nog geen uitslag."
    if found.returncode not in {0, 1, 2, 4}:
        sys.exit(found.stdout + found.stderr)
    return (found.stdout + found.stderr or "Mislukt zonder melding.") if found.returncode else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", default=list(TESTS))
    parser.add_argument("--hooguit", type=int, default=0, help="zoveel mutanten per module, een vaste steekproef")
    parser.add_argument("--steekproef", type=int, default=0, help="een andere steekproef dan die van 0")
    parser.add_argument("--minuten", type=float, default=60)
    options = parser.parse_args()
    if unknown := [module for module in options.modules if module not in TESTS]:
        sys.exit(f"Van {', '.join(unknown)} is niet bekend welke tests erbij horen. Zet dat in tests/mutate.py.")
    end = time.monotonic() + options.minuten * 60
    killed = tried = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = copy_of_the_tree(Path(folder))
        for module in options.modules:
            begin = time.monotonic()
            # However long it takes: on a busy machine the tests of one module can take ten minutes.
            if told := fault_of(tree, module):
                sys.exit(f"{told[-4000:]}\nDe tests van {module} slagen zonder wijziging al niet.")
            patience = 30 + 4 * (time.monotonic() - begin)
            found = list(mutants(module))
            if options.hooguit and len(found) > options.hooguit:
                chosen = random.Random(options.steekproef).sample(found, options.hooguit)  # noqa: S311
                found = sorted(chosen, key=lambda one: one.line)
            alive, done = [], 0
            original = (tree / module).read_text()
            for mutant in found:
                if time.monotonic() > end:
                    print("De tijd is om.")
                    break
                (tree / module).write_text(mutant.code)
                done += 1
                if not fault_of(tree, module, patience):
                    alive.append(mutant)
                    print(f"  leeft: {mutant}", flush=True)
            (tree / module).write_text(original)
            killed, tried = killed + done - len(alive), tried + done
            print(f"{module}: {done - len(alive)} van {done} opgemerkt, {len(found)} mutanten", flush=True)
    if tried:
        print(f"Samen: {killed} van {tried} opgemerkt ({100 * killed / tried:.0f}%)")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wmo_portal.settings")
    main()
