"""`python -m feedproof`: the command line, where its script is not on the path."""

from feedproof.ci.main import main

main()
