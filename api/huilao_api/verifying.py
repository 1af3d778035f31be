"""What is done at the machine itself to a store that is there: the log is proved, facts are erased."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from huilao import Text

from .settings import Settings
from .store import decisions, publications, rights
from .store.database import Database, missing_tables
from .store.decisions import Office
from .store.log import BEGINNING, Flaw, FlawKind
from .store.secret import another_secret, checked_address, default_address, read_secret, refuse_missing, unreachable
from .store.tables import LogEntry, LogHead, Table

AT_THE_MACHINE = "huilao audit erase"
"""Who erases by command, in the log."""

SAID = {
    FlawKind.CHANGED: Text("第{number}条：内容被改动", "entry {number}: changed"),
    FlawKind.MISSING: Text("第{number}条：被删去", "entry {number}: taken out"),
    FlawKind.MOVED: Text("第{number}条：与前一条接不上", "entry {number}: does not follow the one before it"),
    FlawKind.CUT_OFF: Text("从第{number}条起：末尾被截去，或被加长", "from entry {number} on: the end was cut off, or something added"),
    FlawKind.SET_BACK: Text("第{number}条：不是抄下印记的那一条", "entry {number}: not the one whose seal was written down"),
    FlawKind.DECISION_MISSING: Text("第{number}条：记载的存档{about}不见了", "entry {number}: decision {about} is gone"),
    FlawKind.DECISION_CHANGED: Text("第{number}条：记载的存档{about}被改动", "entry {number}: decision {about} was changed"),
    FlawKind.DECISION_UNTOLD: Text("存档{about}：日志没有记载", "decision {about}: the log does not tell of it"),
    FlawKind.PUBLICATION_MISSING: Text("第{number}条：记载的第{about}次发布不见了", "entry {number}: publication {about} is gone"),
    FlawKind.PUBLICATION_CHANGED: Text("第{number}条：记载的第{about}次发布被改动", "entry {number}: publication {about} was changed"),
    FlawKind.PUBLICATION_UNTOLD: Text("第{about}次发布：日志没有记载", "publication {about}: the log does not tell of it"),
    FlawKind.VERSION_CHANGED: Text(
        "第{number}条：版本{about}的规则文件被换过", "entry {number}: version {about} is made of other files than it was"
    ),
    FlawKind.VERSION_UNTOLD: Text("规则库版本{about}：日志没有记载", "version {about} of the rule book: the log does not tell of it"),
    FlawKind.FILE_CHANGED: Text("保存的规则文件{about}：内容被改动", "the kept rule file {about}: changed"),
    FlawKind.FILE_MISSING: Text(
        "规则文件{about}：有版本用到，数据库里没有了", "the rule file {about}: a version is made of it, and it is gone"
    ),
    FlawKind.TABLE_MISSING: Text("数据库里的{about}没有了", "{about} is gone from the database"),
    FlawKind.UNREADABLE: Text(
        "{about}：有读不出的内容，这一部分没有核对完", "{about}: something cannot be read, and the rest of this part was not looked at"
    ),
    FlawKind.RIGHTS_MISSING: Text("第{number}条：记载的密钥或账号{about}不见了", "entry {number}: the key or account {about} is gone"),
    FlawKind.RIGHTS_CHANGED: Text(
        "第{number}条：密钥或账号“{about}”的权限、地区、期限、密码或经办人被改动",
        "entry {number}: the role, places, end, password or maker of the key or account {about} was changed",
    ),
    FlawKind.RIGHTS_UNTOLD: Text("密钥或账号“{about}”：日志没有记载", "the key or account {about}: the log does not tell of it"),
    FlawKind.ERASURE_UNTOLD: Text(
        "第{number}条：存档{about}的个人信息没有了，日志没有记载删除",
        "entry {number}: the facts of decision {about} are gone, and the log tells of no erasure",
    ),
    FlawKind.ERASURE_UNDONE: Text(
        "第{number}条：存档{about}的个人信息，日志记载已经删除，现在又有了",
        "entry {number}: the facts of decision {about} were erased, as the log tells, and are there again",
    ),
}
PARTS = {
    "log": Text("日志", "the log"), "decisions": Text("存档", "decisions"), "publications": Text("发布和规则文件", "publications and rule files"),
    "rights": Text("密钥和账号", "keys and accounts"),
}  # fmt: skip
"""What is looked at, one after the other."""
ENTRIES = Text("日志共{entries}条。", "The log has {entries} entries.")
GONE = Text("日志没有了，或者读不出。", "The log is gone, or cannot be read.")
WHOLE = Text(
    "日志和存档都完整，规则库的各个版本、密钥和账号也都没有被改动。",
    "The log and the decisions are whole, and so are the versions of the rule book, the keys and the accounts.",
)
FLAWS = Text("有{many}处不对：", "What is wrong ({many}):")
MORE = Text("  还有{more}处。", "  and {more} more.")
LAST = Text("末条：{last}。请抄在别处，下次用 --expect 核对。", "Last entry: {last}. Write it down elsewhere, for --expect next time.")
SHOWN = 100
"""Flaws that are shown at most."""
LONGEST = 9
"""Digits of the number of an entry at most."""


@dataclass(frozen=True, slots=True)
class Proved:
    """What came out when the log was proved."""

    entries: int
    last: str | None
    """The number and the seal of the last entry, to be written down: a store that was set back whole is told by them alone. None where the
    log is gone.
    """
    flaws: tuple[Flaw, ...]

    def in_words(self, language: str) -> list[str]:
        """How many entries there are, whether all is whole, and each flaw, line by line."""
        lines = [GONE.of(language) if self.last is None else ENTRIES.of(language).format(entries=self.entries)]
        lines.append(FLAWS.of(language).format(many=len(self.flaws)) if self.flaws else WHOLE.of(language))
        lines += [f"  {SAID[one.what].of(language).format(number=one.number, about=_about(one, language))}" for one in self.flaws[:SHOWN]]
        lines += [MORE.of(language).format(more=len(self.flaws) - SHOWN)] if len(self.flaws) > SHOWN else []
        return lines if self.last is None else [*lines, LAST.of(language).format(last=self.last)]


def _about(flaw: Flaw, language: str) -> str:
    return PARTS[flaw.about].of(language) if flaw.what is FlawKind.UNREADABLE else flaw.about


def prove(address: str | None, noted: tuple[int, str] | None = None) -> Proved:
    """The log of the store at an address, and what it tells of, proved; `noted` is what `last` was before. Raises StoreError, also for
    another secret: by that every entry would look changed.
    """
    with opened(address) as (database, office):
        return proved(database, office, noted)


def noted_entry(text: str | None) -> tuple[int, str] | None:
    """The number and the seal of an entry as they were written down. Raises ValueError for what is none."""
    if text is None:
        return None
    number, _, seal = text.strip().partition(":")
    if not number.isdecimal() or len(number) > LONGEST:
        raise ValueError(text)
    return int(number), seal


def proved(database: Database, office: Office, noted: tuple[int, str] | None = None) -> Proved:
    """The log of a store, and the decisions, publications, keys and accounts that it tells of, proved; `noted` is what the last entry was before."""
    with database.reading() as session:
        has_log, found = _has_log(session), list(_flaws(session, office))
        if noted is not None:
            entry = session.get(LogEntry, noted[0]) if has_log else None
            if entry is None or entry.seal != noted[1]:
                found.append(Flaw(noted[0], FlawKind.SET_BACK))
        if not has_log:
            return Proved(0, None, tuple(found))
        last = session.scalar(select(LogEntry).order_by(LogEntry.number.desc()).limit(1))
        many = 0 if last is None else last.number
        return Proved(many, f"{many}:{BEGINNING if last is None else last.seal}", tuple(found))


def _flaws(session: Session, office: Office) -> Iterator[Flaw]:
    """Tables that are gone, and the flaws of every part; of one with something that nobody can read those before it, and that there is such."""
    for table in missing_tables(session):
        yield Flaw(0, FlawKind.TABLE_MISSING, table)
    parts = {
        "log": office.log().flaws(session), "decisions": decisions.flaws(session, office), "publications": publications.flaws(session),
        "rights": rights.flaws(session),
    }  # fmt: skip
    for part, flaws in parts.items():
        try:
            yield from flaws
        except (SQLAlchemyError, ValueError, TypeError, AttributeError):
            session.rollback()
            yield Flaw(0, FlawKind.UNREADABLE, part)


def _has_log(session: Session) -> bool:
    """Whether the log is there to be read; whoever drops it leaves nothing by which it were another office's."""
    found, tables = inspect(session.connection()), Table.metadata.tables
    there = {name: {one["name"] for one in found.get_columns(name)} for name in found.get_table_names()}
    return all(there.get(name, set()).issuperset(tables[name].columns.keys()) for name in (LogEntry.__tablename__, LogHead.__tablename__))


def erase_older(address: str | None, days: int) -> int:
    """Erase the facts of decisions that are older than so many days; how many these were. Raises StoreError, also for another secret."""
    with opened(address) as (database, office), database.writing() as session:
        return decisions.erase_older(session, office, days, AT_THE_MACHINE)


@contextmanager
def opened(address: str | None) -> Generator[tuple[Database, Office]]:
    """A store that is there, as it is, and its office; nothing is made. Raises StoreError, also for another secret."""
    settings = Settings() if address is None else Settings(database=address)
    where = checked_address(settings.database or default_address())
    refuse_missing(where)
    given = settings.secret
    secret, _ = read_secret(where, None if given is None else given.get_secret_value(), settings.secret_file)
    office = Office(secret)
    database = Database(where, office, as_it_is=True)
    try:
        with database.reading() as session:
            if _has_log(session) and not office.log().is_ours(session):
                raise another_secret(where)
        yield database, office
    except SQLAlchemyError as error:
        raise unreachable(where, error) from None
    finally:
        database.close()
