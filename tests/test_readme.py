"""The README says what is true: its tables come from the tables that the engine reads."""

import ast
import re
import string
from pathlib import Path

from engine.cli import COMMANDS
from engine.devices.registry import OUTPUTS
from engine.parameters import ACTIONS, MODS, PARAMETERS, Parameter

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"


def address_table() -> str:
    """Return a Markdown table of every value and every action; the modulators, which are alike, in one row each."""
    rows = ["| address | value | default | meaning |", "|---|---|---|---|"]
    for parameter in PARAMETERS.values():
        rows.append(_row(parameter.address, _values(parameter), parameter.default_text, parameter.doc))
    for action in ACTIONS.values():
        rows.append(_row(action.address, action.arguments or "trigger", "", action.doc))
    every = f"`/mod/N/\\1` (N is 1 to {len(MODS)})"
    return "\n".join(dict.fromkeys(re.sub(r"`/mod/\d+/(\w+)`", every, row) for row in rows)) + "\n"


def _values(parameter: Parameter) -> str:
    if parameter.kind == "choice":
        return ", ".join(parameter.choices)
    if parameter.kind == "mix":
        return "s f s f …"
    if parameter.bounded:
        kind = "i" if parameter.kind == "int" else "f"
        auto = ", auto" if parameter.default is None else ""
        return f"{kind} {parameter.low:.10g}..{parameter.high:.10g} {parameter.unit}".rstrip() + auto
    return {"bool": "T/F, 0/1", "text": "s"}[parameter.kind]


def _row(*cells: str) -> str:
    first, *others = (cell.replace("|", "\\|") for cell in cells)
    return f"| `{first}` | " + " | ".join(others) + " |"


def between(mark: str) -> str:
    found = re.search(rf"<!-- {mark} -->\n(.*?)<!-- /{mark} -->", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found, f"no part {mark} in the README"
    return found[1]


def test_the_address_table_is_current():
    assert between("addresses").strip() == address_table().strip(), "run: python -m tests.test_readme"


def test_the_reference_names_everything():
    table = address_table()
    for address in (*PARAMETERS, *ACTIONS):
        assert f"| `{re.sub(r'^/mod/[0-9]+/', '/mod/N/', address)}`" in table
    width = len(re.findall(r"(?<!\\)\|", table.splitlines()[0]))
    assert all(len(re.findall(r"(?<!\\)\|", line)) == width for line in table.splitlines())
    assert not set(string.whitespace) - {" ", "\n"} & set(table)


def test_every_command_and_output_is_named():
    text = README.read_text(encoding="utf-8")
    assert not [name for name in COMMANDS if f"reverie {name}" not in text]
    assert not [name for name in OUTPUTS if f"`{name}" not in text]


def test_every_picture_it_shows_is_there():
    for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README.read_text(encoding="utf-8")):
        assert (ROOT / path).is_file(), path


def test_the_walk_of_a_prompt_names_what_there_is():
    walk = between("walk")
    assert len(walk.strip().splitlines()) == 10
    named = 0
    for line in walk.splitlines():
        file = None
        for word in re.findall(r"`([^`]+)`", line):
            if word.endswith(".py"):
                file = ROOT / "engine" / word
                defined = _defined(file)
                continue
            assert word in defined, f"{word} is not in {file}"
            named += 1
    assert named >= 15


def _defined(file: Path) -> set[str]:
    """The functions, classes and methods of a file, methods with and without their class."""
    found = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    found |= {inner.name, f"{node.name}.{inner.name}"}
    return found


if __name__ == "__main__":
    head, _, rest = README.read_text(encoding="utf-8").partition("<!-- addresses -->\n")
    tail = rest.partition("<!-- /addresses -->")[2]
    table = f"<!-- addresses -->\n{address_table()}<!-- /addresses -->"
    README.write_text(head + table + tail, encoding="utf-8")
