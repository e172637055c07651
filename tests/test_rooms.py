"""Imports point one way, and the stage never imports torch."""

import ast
import subprocess
import sys
from pathlib import Path

ENGINE = Path(__file__).parents[1] / "engine"

# What the modules of a room must not import, directly or at run time.
FORBIDDEN = {
    "frames.py": ("engine",),
    "parameters.py": ("engine",),
    "journey": ("engine.stage", "engine.dream", "engine.control", "engine.outputs", "engine.show", "torch"),
    "tempo": ("engine.stage", "engine.journey", "engine.dream", "engine.control", "engine.outputs", "engine.show"),
    "modulation": ("engine.stage", "engine.journey", "engine.dream", "engine.control", "engine.outputs", "engine.show"),
    "control": ("engine.stage", "engine.dream", "engine.outputs", "engine.show", "torch"),
    "stage": ("engine.dream", "engine.outputs", "engine.show", "torch"),
    "outputs": ("engine.stage", "engine.dream", "engine.control", "engine.show", "torch"),
    "inputs": (
        "engine.stage",
        "engine.journey",
        "engine.control",
        "engine.outputs",
        "engine.dream.supervisor",
        "engine.show",
        "torch",
    ),
    "web": ("engine.stage", "engine.dream", "engine.outputs", "engine.show", "torch"),
    "dream": ("engine.stage", "engine.control", "engine.outputs", "engine.show"),
}


def imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_imports_point_down():
    wrong = []
    for room, forbidden in FORBIDDEN.items():
        where = ENGINE / room
        for path in [where] if where.is_file() else where.rglob("*.py"):
            for name in imports(path):
                if any(name == bad or name.startswith(bad + ".") for bad in forbidden):
                    wrong.append(f"{path.relative_to(ENGINE)} imports {name}")
    assert not wrong, wrong


def test_the_show_process_never_loads_torch():
    code = "import engine.show, sys; sys.exit(any(name in sys.modules for name in ('torch', 'diffusers')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ENGINE.parent).returncode == 0


def test_test_files_have_names_of_their_own():
    """pytest imports them by their bare names."""
    names = [path.name for path in (ENGINE.parent / "tests").rglob("*.py") if path.name != "conftest.py"]
    assert not {name for name in names if names.count(name) > 1}
