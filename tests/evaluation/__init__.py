"""Scores on the evaluation sets beside the checkout (`make evaluate`)."""
