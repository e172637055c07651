from engine.journey.course import Course
from engine.journey.destination import recipe
from engine.journey.path import Waypoint
from engine.parameters import State

MARGIN = 0.1


def steer(course, state, now):
    course.steer(state, state, 0.1, MARGIN, now)
    return course.path.legs[-1].b


def test_a_new_seed_is_set_out_for_when_it_is_seen_and_only_once():
    old = State()
    new = old.with_values({"/dream/seed": old.dream.seed + 1})
    course = Course(old)
    before = steer(course, old, 1.0)
    course.reseed(new.dream.seed)
    assert steer(course, old, 1.1) == before, "another thread has not made the change yet"
    assert steer(course, new, 1.2) == Waypoint(new.dream.prompt, new.dream.seed)
    answer = course.answer
    steer(course, new, 1.3)
    assert course.answer == answer


def test_a_seed_that_is_only_set_waits_for_the_next_waypoint():
    old = State()
    course = Course(old)
    before = steer(course, old, 1.0)
    assert steer(course, old.with_values({"/dream/seed": 7}), 1.1) == before


def test_what_lies_beyond_is_made_anew_once_for_each_time_it_is_asked_for():
    course = Course(State())
    steer(course, State(), 1.0)
    course.remake()
    paths = [course.path]
    for now in (1.1, 1.2):
        steer(course, State(), now)
        paths.append(course.path)
    assert paths[0] is not paths[1] is paths[2]


def test_a_prepared_place_is_prepared_anew_by_another_model():
    course, place = Course(State()), (Waypoint((("fire", 1.0),), 1), recipe(State().dream))
    first = course.aside(*place)
    assert course.aside(*place) is first
    course.remake()
    assert course.aside(*place).id != first.id
