# ruff: noqa: INP001  # a script
"""Makes the pictures of the READMEs anew: `python docs/pictures.py`, where Chromium and a Chinese font are on the machine.

The elder of the first page is made up, and the report is of a synthetic register: nobody in them exists.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PICTURES = Path(__file__).parent / "pictures"
HUILAO = [str(Path(sys.prefix) / "bin/huilao")]
AS_OF = ["--as-of", "2025-03-01"]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-lcd-text"]  # fmt: skip

ELDER = """{"birth_date": "1942", "residence": "513433", "household_registration": "513433", "area_type": "rural", "residence_setting": "home",
 "living_status": ["alone"], "hardship_category": ["dibao"], "ability_level": "severe"}"""

TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #1d2127; color: #e6e6e6; width: 820px }}
pre {{ margin: 0; padding: 18px 22px; font: 12px/1.6 "Noto Sans Mono CJK SC", monospace; white-space: pre-wrap }}
b {{ color: #8fd18f; font-weight: normal }} i {{ color: #9aa4b2; font-style: normal }}
</style><pre><i>$ huilao evaluate {name}   # {made_up}</i>
{text}</pre>"""

HEADING = re.compile(
    r"^(?:可以办|看怎样理解|还要问|老年人都有|问当地有没有|转告家人|本文件没有写到"
    r"|To be claimed|Depends on|To ask|Every elder|Ask whether|Tell the|Not mentioned).*$",
    flags=re.MULTILINE,
)
CHANGING = re.compile("(规则库版本 |回执号 |Rule book |receipt )[0-9a-f]+")
"""What every change of a rule changes."""

_HEIGHT = "<script>document.body.dataset.height = document.body.scrollHeight</script>"


def chromium() -> str:
    """Where it is. Exits where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    sys.exit("no Chromium on this machine: apt install chromium fonts-noto-cjk")


def run(command: list[str]) -> str:
    """What a command prints; one that fails but for rejected rows ends the program."""
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout  # noqa: S603  # our own commands


def photograph(page: Path, to: Path, width: int, most: int) -> None:
    """A picture of a page from its top, as high as the page is, but `most` pixels at most."""
    browser = [chromium(), *FLAGS, f"--user-data-dir={page.parent / 'browser'}"]
    measured = page.with_suffix(".measured.html")
    measured.write_text(page.read_text("utf-8") + _HEIGHT, "utf-8")
    found = re.search(r'data-height="(\d+)"', run([*browser, f"--window-size={width},600", "--dump-dom", measured.as_uri()]))
    assert found is not None
    run([*browser, f"--window-size={width},{min(int(found[1]), most)}", f"--screenshot={to}", page.as_uri()])


def main() -> None:
    """Write the four pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        elder, register = folder / "elder.json", folder / "register.csv"
        elder.write_text(ELDER, "utf-8")
        run([*HUILAO, "synth", "--people", "2000", "--place", "513433", "--out", str(register), *AS_OF])
        for language, file, made_up in (("zh", "老人.json", "老人是虚构的"), ("en", "elder.json", "the elder is made up")):
            text = html.escape(run([*HUILAO, "evaluate", str(elder), *AS_OF, "--lang", language]))
            page = folder / f"page.{language}.html"
            page.write_text(
                TERMINAL.format(name=file, made_up=made_up, text=HEADING.sub(r"<b>\g<0></b>", CHANGING.sub(r"\1…", text))), "utf-8"
            )
            photograph(page, PICTURES / f"page.{language}.png", 820, 1600)
            results = folder / f"results.{language}"
            run([*HUILAO, "screen", str(register), "--key", "编号", *AS_OF, "--report", "--out", str(results), "--lang", language])
            photograph(results / "report.html", PICTURES / f"report.{language}.png", 1000, 1300)


if __name__ == "__main__":
    main()
