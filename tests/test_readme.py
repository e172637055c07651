"""The README says what is true: its tables come from the tables that the engine reads."""

import re
from pathlib import Path

from engine.cli import COMMANDS
from engine.control.reference import address_table
from engine.outputs.names import KINDS

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"


def between(mark: str) -> str:
    found = re.search(rf"<!-- {mark} -->\n(.*?)<!-- /{mark} -->", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found, f"no part {mark} in the README"
    return found[1]


def test_the_address_table_is_current():
    assert between("addresses").strip() == address_table().strip(), "run: python -m tests.test_readme"


def test_every_command_and_output_is_named():
    text = README.read_text(encoding="utf-8")
    assert not [name for name in COMMANDS if f"reverie {name}" not in text]
    assert not [name for name in KINDS if f"`{name}" not in text]


def test_every_picture_it_shows_is_there():
    for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README.read_text(encoding="utf-8")):
        assert (ROOT / path).is_file(), path


if __name__ == "__main__":
    head, _, rest = README.read_text(encoding="utf-8").partition("<!-- addresses -->\n")
    tail = rest.partition("<!-- /addresses -->")[2]
    table = f"<!-- addresses -->\n{address_table()}<!-- /addresses -->"
    README.write_text(head + table + tail, encoding="utf-8")
