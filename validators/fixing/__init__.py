"""What can certainly be fixed in a record, and which spans of its text that changes."""
