"""The picture of the house is that of today's imports; `make architecture` draws it again."""

from tests import architecture


def test_the_picture_is_current():
    assert architecture.drawing() == architecture.DRAWING.read_text("utf-8"), "run `make architecture`"


def test_the_table_of_rooms_is_current():
    assert architecture.page() == architecture.PAGE.read_text("utf-8"), "run `make architecture`"


def test_no_arrow_leads_up():
    assert architecture.climbing() == []


def test_the_drawing_leaves_out_only_arrows_that_others_imply():
    drawn = {}
    for room, imported in architecture.direct():
        drawn.setdefault(room, set()).add(imported)

    def reach(room):
        return set().union(*({other} | reach(other) for other in drawn.get(room, ())))

    assert {room: reach(room) for room in architecture.arrows()} == {
        room: set(architecture.reach(room)) for room in architecture.arrows()
    }
