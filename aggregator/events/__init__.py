"""Events: which stories report the same happening, and what joined them."""
