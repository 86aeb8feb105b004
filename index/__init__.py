"""Indexes that follow the catalogue, and the search over them."""
