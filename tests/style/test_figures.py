"""Figures are printed in one style."""

from aggregator.style.figures import in_one_style


def test_per_cent_is_a_sign() -> None:
    assert in_one_style("up 40 per cent, not 9.5 percent or 18%") == "up 40%, not 9.5% or 18%"
    assert (
        in_one_style("1.6 percentage points, a large per cent of it") == "1.6 percentage points, a large per cent of it"
    )
