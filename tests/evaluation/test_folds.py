"""The folds of hosts: whole hosts, as equal as they allow, and the worst of them."""

from tests.evaluation.folds import FOLDS, Row, folds, host_of_page, lines

ROWS = [Row(host, {"title": float(host != "e")}) for host in "aaaaabbbccddefg"]


def test_a_host_is_in_one_fold_and_folds_are_of_like_size():
    dealt = folds(ROWS)
    assert sorted(row.host for fold in dealt for row in fold) == sorted(row.host for row in ROWS)
    assert sum(len({row.host for row in fold}) for fold in dealt) == len({row.host for row in ROWS})
    assert [len(fold) for fold in dealt] == [5, 3, 3, 2, 2]
    assert len(dealt) == FOLDS
    assert folds(ROWS[::-1])[0][0].host == dealt[0][0].host


def test_the_worst_fold_and_the_mean_are_shown():
    assert list(lines("set", ROWS, ("title", "minute"))) == [f"  {'set title':<24} worst 0.5000  mean 0.9000"]


def test_a_page_without_an_address_has_the_host_that_its_set_names():
    assert host_of_page({"file": "x/y.html", "host": "a.example", "url": "https://b.example/"}) == "a.example"
    assert host_of_page({"file": "x/y.html", "url": "https://b.example/1"}) == "b.example"
