"""Find the certain fixes of a record, and the spans of its text that they change."""
