"""The playhead: steady when fed, smooth when not, never past the reel."""

from hypothesis import given
from hypothesis import strategies as st

from engine.stage.playhead import PATIENCE, Playhead, scratch
from engine.stage.playhead import travel as go_on

STEP = 1 / 30


def travel(playhead: Playhead, wanted: float, ahead: float, behind: float, ends: bool, runway: float, step: float):
    """Where the farthest keyframe is told by how far it is."""
    edge = playhead.position + (-ahead if wanted < 0 else ahead)
    return go_on(playhead, wanted, ahead, behind, ends, runway, step, edge)


def test_it_keeps_the_pace_while_it_is_fed():
    playhead = Playhead()
    for _ in range(90):
        playhead = travel(playhead, 0.125, 1.0, playhead.position, False, 0.8, STEP)
    assert abs(playhead.velocity - 0.125) < 1e-6
    assert abs(playhead.position - 0.125 * 3) < 0.02


def test_it_slows_down_smoothly_before_the_last_keyframe():
    playhead, speeds = Playhead(), []
    for _ in range(150):
        playhead = travel(playhead, 0.125, 0.3 - playhead.position, 0.0, False, 0.8, STEP)
        speeds.append(playhead.velocity)
    assert playhead.position < 0.3
    assert max(a - b for a, b in zip(speeds, speeds[1:], strict=False)) < 0.01


def test_without_new_keyframes_it_turns_over_what_there_is_and_goes_on_when_they_come():
    playhead, end, visited = Playhead(), 0.5, []
    for _ in range(30 * 20):
        playhead = travel(playhead, 0.125, end - playhead.position, playhead.position, False, 0.8, STEP)
        visited.append(playhead.position)
    late = visited[-30 * 8 :]
    assert max(late) - min(late) > 0.15, "it stood still"
    while playhead.turned_at is None:
        playhead = travel(playhead, 0.125, end - playhead.position, playhead.position, False, 0.8, STEP)
    end, before = 2.0, playhead.position
    for _ in range(30):
        playhead = travel(playhead, 0.125, end - playhead.position, playhead.position, False, 0.8, STEP)
    assert playhead.position > before + 0.08


def test_at_the_end_of_the_path_it_holds():
    playhead = Playhead(0.99)
    for _ in range(int(30 * PATIENCE * 4)):
        playhead = travel(playhead, 0.125, 1.0 - playhead.position, playhead.position, True, 0.8, STEP)
    assert 0.99 < playhead.position <= 1.0 and playhead.turned_at is None


def test_a_control_moves_the_very_next_frame():
    still = Playhead(0.5)
    assert travel(still, 1.0, 1.0, 1.0, False, 0.8, STEP).position > 0.5
    assert scratch(still, 0.6, STEP).position > 0.55


@given(st.lists(st.tuples(st.floats(-8, 8), st.floats(0, 2), st.floats(0, 2), st.booleans()), min_size=1, max_size=100))
def test_it_never_passes_the_keyframes_there_are(moves):
    playhead = Playhead()
    for wanted, ahead, behind, ends in moves:
        after = travel(playhead, wanted, ahead, behind, ends, 0.8, STEP)
        moved = (after.position - playhead.position) * (-1 if wanted < 0 else 1)
        assert -behind - 1e-9 <= moved <= ahead + 1e-9
        playhead = after
