"""Whole documents and payloads, with all fixed that is certain."""
