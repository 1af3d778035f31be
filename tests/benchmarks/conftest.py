"""The benchmarks are scripts beside each other: what is tested of them is imported as they do."""

import sys

from page_blocks import ROOT

sys.path.append(str(ROOT / "benchmarks"))
