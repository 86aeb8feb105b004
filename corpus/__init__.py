"""The knowledge base itself: what Prassi knows, and the catalogue that keeps it."""
