"""The text of a document: strict JSON, its laws, where each value stands, and how it is changed without touching anything else."""
