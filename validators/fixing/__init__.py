"""What can certainly be fixed, and how it is written into a document."""
