"""The work folder: registers as they were uploaded, and what came of them. Its owner's alone (0700); several service processes share it.

| path | |
|---|---|
| `SCREENING/register.xlsx` | the register; its own name is sealed in the store |
| `SCREENING/mended/0001.xlsx` | workbooks that came back |
| `SCREENING/portrait-DIGEST.json` | what stands in the register, by one mapping: counts, and nobody |
| `SCREENING/JOB/mapping.yaml` | the mapping that a job works by |
| `SCREENING/JOB/files/` | results, and the parts that are done while it works (`.work`) |
| `SCREENING/JOB/notes.json` | what is said of them |
| `SCREENING/JOB/facts.parquet` | the checked facts, of which people are counted whom a draft touches; nobody fetches it |
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile

from platformdirs import user_data_path

from huilao import Text

from ..settings import Settings
from ..store.secret import StoreError, default_address, file_of, why_no_folder

PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """Where screenings lie."""

    root: Path

    @classmethod
    def of(cls, settings: Settings) -> WorkFolder:
        """As it is set; else beside a database of SQLite, or in the user's data folder."""
        if settings.work is not None:
            return cls(settings.work)
        file = file_of(settings.database or default_address())
        return cls(user_data_path("huilao") / "work" if file is None else file.with_name(f"{file.name}.work"))

    def home(self, screening: str) -> Path:
        """Of one screening."""
        return self.root / screening

    def open(self) -> None:
        """Make it where it is not there. Raises StoreError where it cannot be made or written to."""
        try:
            self.root.parent.mkdir(PRIVATE, parents=True, exist_ok=True)
            self.root.mkdir(PRIVATE, exist_ok=True)
            with TemporaryFile(dir=self.root):
                pass
        except OSError as error:
            why = why_no_folder(error)
            raise StoreError(
                Text(f"登记表的工作文件夹 {self.root} 不能用：{why.zh}。请建好并给本程序写的权限，或用 HUILAO_WORK 另指一个",
                     f"the work folder {self.root} cannot be used: {why.of('en')}. Make it, writable, or name another by HUILAO_WORK")
            ) from None  # fmt: skip

    def make(self, screening: str) -> Path:
        """Make a folder for a screening."""
        self.root.mkdir(PRIVATE, parents=True, exist_ok=True)
        home = self.home(screening)
        home.mkdir(PRIVATE)
        (home / "mended").mkdir(PRIVATE)
        return home

    def register(self, screening: str) -> Path:
        """The register of a screening. Raises FileNotFoundError where it is gone."""
        found = next(iter(self.home(screening).glob("register.*")), None)
        if found is None:
            raise FileNotFoundError(screening)
        return found

    def portrait(self, screening: str, digest: str) -> Path:
        """What was said of a register, which may not be there."""
        return self.home(screening) / f"portrait-{digest}.json"

    def mended(self, screening: str, number: int) -> Path:
        """A workbook that came back."""
        return self.home(screening) / "mended" / f"{number:04}.xlsx"

    def job(self, screening: str, job: str) -> Path:
        """The folder of one job, which may not be there."""
        return self.home(screening) / job

    def files(self, screening: str, job: str) -> dict[str, Path]:
        """The results of a job by their names, which may have a folder in them; parts and locks are none of them."""
        folder = self.job(screening, job) / "files"
        found = sorted(one for one in folder.rglob("*") if one.is_file())
        names = {one.relative_to(folder).as_posix(): one for one in found}
        return {name: path for name, path in names.items() if not any(part.startswith(".") for part in PurePosixPath(name).parts)}

    def facts(self, screening: str, job: str) -> Path:
        """The checked facts of a job, which may not be there."""
        return self.job(screening, job) / "facts.parquet"

    def screenings(self) -> list[Path]:
        """The folders of all screenings."""
        return sorted(one for one in self.root.iterdir() if one.is_dir()) if self.root.is_dir() else []

    def jobs(self, home: Path) -> Iterator[Path]:
        """The folders of a screening's jobs."""
        yield from (one for one in sorted(home.iterdir()) if one.is_dir() and one.name != "mended")


def erase(folder: Path) -> None:
    """Remove a folder, as far as it is there."""
    shutil.rmtree(folder, ignore_errors=True)
