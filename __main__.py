"""The command line as `python -m feedproof`, for where the script is not on the path."""

from .ci.main import main

if __name__ == "__main__":
    main()
