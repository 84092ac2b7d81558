"""No text of a page, and no name in a file of the operator, leads out of the folder that is written to."""

import pytest
from pydantic import BaseModel, ValidationError

from aggregator.publish.plans import WebhookPlan
from aggregator.registry.editions import EditionPlan
from aggregator.registry.outlets import Outlet
from aggregator.urls import story_id

NAMES = ("../evil", "..", ".", "a/b", "a\\b", "/etc", "a\0", "", "-", "a b", "Evil", "云杉", "a." + "b" * 300)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("model", "field"), [(Outlet, "id"), (EditionPlan, "name"), (WebhookPlan, "id")])
def test_a_name_that_is_a_path_is_refused(model: type[BaseModel], field: str, name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate({field: name})
    assert (field,) in [error["loc"] for error in refused.value.errors() if error["type"] == "string_pattern_mismatch"]


@pytest.mark.parametrize(
    "url", ["http://a.example/../../etc/passwd", "http://a.example/" + "x" * 5_000, "\0/", "\ud800"]
)
def test_the_id_of_a_story_is_no_path(url: str) -> None:
    assert story_id(url).isalnum()
