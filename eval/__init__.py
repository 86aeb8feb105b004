"""Test collections, metrics and what they say of the search."""
