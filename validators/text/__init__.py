"""The text of a document: strict JSON and its laws, the offset of each value, and changes that leave all other text as it is."""
