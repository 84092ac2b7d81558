"""Events: which stories tell of one happening, and what joined them."""
