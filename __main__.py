"""Run feedproof where its command is not on the path: `python -m feedproof`."""

from feedproof.ci.main import main

if __name__ == "__main__":
    main()
