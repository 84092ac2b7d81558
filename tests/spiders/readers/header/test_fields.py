import pytest

from spiders.readers.header.fields import clean_label


@pytest.mark.parametrize("text", ["来源：青山日报", "来源于青山日报", "轉自：青山日报 编辑：林一", "青山日报"])
def test_a_label_is_the_name_of_the_source_alone(text: str) -> None:
    assert clean_label(text) == "青山日报"
