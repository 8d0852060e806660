"""`python -m panel.translations` compiles the Japanese catalogue; `--check` names its gaps instead."""

import sys

from panel.config import ROOT
from panel.translations import PARTS, PartsDisagree, compile_catalogue
from panel.translations.check import problems


def main(arguments: list[str]) -> str | int:
    """Do what was asked; return what to exit with."""
    if arguments == ["--check"]:
        return "\n".join(problems(ROOT, PARTS)) or 0
    if arguments:
        return "usage: python -m panel.translations [--check]"
    try:
        catalogue = compile_catalogue()
    except PartsDisagree as conflict:
        return str(conflict)
    sys.stdout.write(f"Japanese: {len(catalogue)} messages\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
