"""How the house is built: imports point one way, never in a circle, and what is written does not sprawl.

`python -m tests.test_rooms` prints the figures.
"""

import ast
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENGINE = ROOT / "engine"

# Rooms (folders of the engine, and its modules beside them), each of which imports from those above it alone.
ORDER = (
    *("frames", "planes", "parameters", "coercion", "errors", "files", "config", "packages", "log", "shutdown"),
    *("tempo", "modulation", "journey", "control", "devices", "dream", "stage"),
    *("midi", "web", "library", "model_switch", "show", "offline_live", "offline_show", "offline", "preset_command"),
    *("patches", "simulate", "doctor", "training", "bench", "terminal", "cli"),
)

# What the modules of a room must not import besides, directly or at run time.
FORBIDDEN = {
    "frames": ("engine",),
    "parameters": ("engine",),
    "journey": ("engine.control", "engine.devices", "torch"),
    "tempo": ("engine.parameters", "engine.coercion"),
    "modulation": ("torch",),
    "control": ("torch",),
    "stage": ("engine.devices", "torch"),
    "devices": ("engine.journey", "engine.control", "torch"),
    "web": ("engine.stage", "engine.dream", "engine.devices", "torch"),
    "dream": ("engine.control", "engine.devices.outputs", "engine.devices.selector"),
    **dict.fromkeys(
        (
            "midi",
            "model_switch",
            "show",
            "offline",
            "offline_live",
            "offline_show",
            "preset_command",
            "terminal",
            "simulate",
        ),
        ("engine.training",),
    ),
}
WIDE = 12  # attributes of a class
SMALL = 40  # lines of a file

# The most there may be of each: what has been reached, with little to spare.
LIMITS = {
    "Python files of the engine without training/": 185,
    "their lines": 34_620,
    "files under 40 lines, package faces aside": 1,
    "classes with more than 12 attributes": 7,
    "most attributes of a class": 16,
    "import circles": 0,
    "largest file": 400,
}


@cache
def modules() -> dict[str, Path]:
    """The engine's modules by their dotted names."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(ENGINE.rglob("*.py"))
    }


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> set[str]:
    """Every name that a file imports, also for types only or within a function."""
    names = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@cache
def graph() -> dict[str, set[str]]:
    """For each module of the engine, those that it imports."""
    known = modules()
    found: dict[str, set[str]] = {}
    for module, path in known.items():
        names = imports(path)
        found[module] = {name if name in known else name.rpartition(".")[0] for name in names} & known.keys() - {module}
    return found


@cache
def names_of(path: Path | None) -> set[str]:
    """The names that a file gives to anything, or imports; none of a file that is not there."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)) if path else ():
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
            found.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


def circles(arrows: dict[str, set[str]]) -> list[list[str]]:
    """Every set of modules that import each other, however far around (Tarjan 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in arrows[name]:
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            circle = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(circle) > 1:
                found.append(sorted(circle))

    for name in arrows:
        if name not in index:
            visit(name)
    return found


def attributes(path: Path) -> dict[str, int]:
    """How many attributes each class of a file gives itself."""
    found = {}
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ClassDef):
            stored = [inner for inner in ast.walk(node) if isinstance(inner, ast.Attribute)]
            own = [each for each in stored if isinstance(each.value, ast.Name) and each.value.id == "self"]
            found[node.name] = len({each.attr for each in own if isinstance(each.ctx, ast.Store)})
    return found


@cache
def figures() -> dict[str, tuple[int, list[str]]]:
    """What LIMITS holds, each with the largest offenders."""
    counted = {module: path for module, path in modules().items() if not module.startswith("engine.training")}
    lines = {module: len(path.read_text(encoding="utf-8").splitlines()) for module, path in counted.items()}
    small = [name for name, count in lines.items() if count < SMALL and counted[name].name != "__init__.py"]
    wide = {
        f"{module}.{name} ({count})": count
        for module, path in counted.items()
        for name, count in attributes(path).items()
        if count > WIDE
    }
    widest = sorted(wide, key=wide.__getitem__, reverse=True)
    longest = sorted(lines, key=lines.__getitem__, reverse=True)
    round_about = [" ".join(circle) for circle in circles(graph())]
    found = {
        "Python files of the engine without training/": (len(lines), []),
        "their lines": (sum(lines.values()), []),
        "files under 40 lines, package faces aside": (len(small), small),
        "classes with more than 12 attributes": (len(wide), widest),
        "most attributes of a class": (max(wide.values(), default=0), widest[:1]),
        "import circles": (len(round_about), round_about),
        "largest file": (lines[longest[0]], longest[:1]),
    }
    assert found.keys() == LIMITS.keys()
    return found


def test_every_room_imports_from_those_above_it_alone():
    wrong = []
    for module, others in graph().items():
        here = room(module)
        assert not here or here in ORDER, f"{module}: where in ORDER does {here} belong?"
        for other in others:
            there = room(other)
            if there and there != here and ORDER.index(there) > ORDER.index(here):
                wrong.append(f"{module} imports {other}")
    assert not wrong, wrong


def test_what_a_room_must_not_know_of():
    wrong = []
    for module, path in modules().items():
        for name in imports(path):
            if any(name == bad or name.startswith(bad + ".") for bad in FORBIDDEN.get(room(module), ())):
                wrong.append(f"{module} imports {name}")
    assert not wrong, wrong


def test_the_stage_knows_of_dreaming_what_crosses_between_the_processes():
    for path in (ENGINE / "stage").rglob("*.py"):
        dream = {name for name in imports(path) if name.startswith("engine.dream.")}
        assert all(name.startswith("engine.dream.protocol.") for name in dream), path


def test_what_is_imported_is_there():
    """Also within a function, where neither an import of the module nor the type checker would tell."""
    known, wrong = modules(), []
    for module, path in known.items():
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("engine"):
                continue
            for name in (alias.name for alias in node.names):
                if f"{node.module}.{name}" in known or name in names_of(known.get(node.module)):
                    continue
                wrong.append(f"{module} line {node.lineno} imports {node.module}.{name}")
    assert not wrong, wrong


def test_nothing_imports_in_a_circle():
    assert not circles(graph())


@pytest.mark.parametrize(
    "arrows, found",
    [
        ({"a": {"b"}, "b": set()}, []),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}, [["a", "b", "c"]]),
        ({"a": {"b"}, "b": {"a"}, "c": {"a", "d"}, "d": {"c"}}, [["a", "b"], ["c", "d"]]),
    ],
)
def test_a_circle_is_seen(arrows, found):
    assert sorted(circles(arrows)) == found


@pytest.mark.parametrize("figure", LIMITS)
def test_the_house_does_not_sprawl(figure):
    count, offenders = figures()[figure]
    assert count <= LIMITS[figure], f"{figure}: {count}; {', '.join(offenders)}"


def test_no_two_classes_and_no_two_modules_of_the_show_have_one_name():
    """Whoever searches for a name finds the one thing that has it."""
    places = defaultdict(list)
    for module, path in modules().items():
        if room(module) in ("training", "bench") or path.name in ("__init__.py",):
            continue
        places[f"module {path.stem}"].append(module)
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[f"class {node.name}"].append(module)
    twice = {name: where for name, where in places.items() if len(where) > 1}
    assert not twice, twice


def test_the_show_process_never_loads_torch():
    code = "import engine.show, sys; sys.exit(any(name in sys.modules for name in ('torch', 'diffusers')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ENGINE.parent).returncode == 0


def test_test_files_have_names_of_their_own():
    """pytest imports them by their bare names."""
    names = [path.name for path in (ENGINE.parent / "tests").rglob("*.py") if path.name != "conftest.py"]
    assert not {name for name in names if names.count(name) > 1}


if __name__ == "__main__":
    for figure, (count, offenders) in figures().items():
        print(f"{figure:<46}{count:>7} of {LIMITS[figure]:>6}   {', '.join(offenders)}".rstrip())
