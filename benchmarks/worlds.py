"""The time and memory of `feedproof generate --dataset`, by size: the memory stays constant.

python benchmarks/worlds.py 1000 10000 100000
"""

import argparse
import os

from race import COMMAND, Program, race, table

SIZES = [1_000, 10_000]


def main() -> None:
    """Make the datasets, and print a line for each."""
    parser = argparse.ArgumentParser(description="CPU seconds and memory of datasets.")
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES, metavar="N", help="how many course dates")
    rows = [["course dates", "CPU s", "MB"]]
    for size in parser.parse_args().sizes:
        command = [*COMMAND, "generate", "--dataset", "-n", str(size), "-o", os.devnull]
        runs = race({"": Program(command, size)}, 1)[""]
        rows.append([f"{size:,}", f"{runs.cpu[0]:.1f}", f"{runs.memory:.0f}"])
    print(table(rows))


if __name__ == "__main__":
    main()
