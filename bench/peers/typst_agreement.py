"""Typst sets the agreement that it is given as markup: a line asks for one, a line tells that it is done."""

import sys
from pathlib import Path

import typst

compiler = typst.Compiler(Path(sys.argv[1]))
for _line in sys.stdin:
    compiler.compile(format="pdf", output=sys.argv[2])
    sys.stdout.write("done\n")
    sys.stdout.flush()
