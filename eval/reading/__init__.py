"""How faithfully documents are read: words, heads and feet, section paths.

Everything here looks at pages and passages that are already there, and judges them by what does
not come from the reader: pdfium's own text, word lists, and headings noted by hand.
"""
