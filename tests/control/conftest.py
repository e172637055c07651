from collections.abc import Iterator

import pytest
from control_room import Room, Running, open_room


@pytest.fixture
def room() -> Iterator[Room]:
    with Running(open_room()) as room:
        yield room
