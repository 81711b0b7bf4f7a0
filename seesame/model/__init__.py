"""The networks, in torch: their stages, and the graphs that are exported of them."""
