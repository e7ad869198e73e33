"""What makes schemathesis keep our rules, our pace and our silence."""
