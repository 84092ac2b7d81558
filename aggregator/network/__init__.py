"""The network: which addresses may be connected to, and the connector that keeps to them."""
