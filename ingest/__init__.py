"""Files into the catalogue: readers, passages, annotations."""
