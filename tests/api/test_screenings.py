"""Screenings over HTTP: from the upload to the lists and back again."""

from __future__ import annotations

import errno
import io
import json
import os
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest
import xlsxwriter

from huilao_api.store.log import Wanted, entries
from huilao_api.store.tables import Job, Screening
from huilao_api.who import Role
from huilao_api.work.screening_work import ORPHAN, erase_old
from huilao_api.work.work_folder import WorkFolder

from .conftest import bureau_of
from .screening_desk import MAPPING, SECRET, START, YAML, Desk, register, small_book

OWN, OTHER = "513433", "511725"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A caseworker of Mianning's."""
    settings = {"database": f"sqlite:///{tmp_path / 'huilao.db'}", "secret": SECRET, "max_register": 100_000}
    with bureau_of(small_book(tmp_path / "rules"), **settings) as bureau:
        yield Desk(bureau, bureau.key(Role.CASEWORKER, OWN, name="desk"))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One for what is refused."""
    folder = tmp_path_factory.mktemp("shared")
    settings = {"database": f"sqlite:///{folder / 'huilao.db'}", "secret": SECRET, "max_register": 100_000}
    with bureau_of(small_book(folder / "rules"), **settings) as bureau:
        yield Desk(bureau, bureau.key(Role.CASEWORKER, OWN, name="desk"))


@pytest.fixture(scope="module")
def screened(shared: Desk) -> str:
    """A register that was screened there."""
    id_ = shared.mapped(register(10))
    assert shared.screened(id_)["state"] == "done"
    return id_


def logged(desk: Desk, id_: str) -> list[tuple[str, str, dict[str, Any]]]:
    """What the log tells of a screening: who, what, and with what detail."""
    with desk.bureau.service.store()[0].reading() as session:
        return [(one.who, one.action, json.loads(one.detail)) for one in entries(session, 1_000, wanted=Wanted(about=id_))]


def test_from_the_upload_to_the_lists(desk: Desk) -> None:
    """The way of a caseworker: upload, look at what the columns were taken for, put the mapping, start, wait, fetch."""
    uploaded = desk.ask("POST", "", files={"register": (r"C:\某科\名 册.CSV", register(40))})
    body = uploaded.json()
    id_ = body["id"]
    assert (uploaded.status_code, uploaded.headers["location"]) == (201, f"/v1/screenings/{id_}")
    assert (body["name"], body["state"]) == ("名 册.CSV", "uploaded")
    assert {one["column"]: (one["meant"], one["sure"]) for one in body["look"]["columns"]} == {
        "姓名": (None, True), "身份证号": ("身份证号", True), "常住地": ("常住地", True), "丧偶": ("丧偶", True),
    }  # fmt: skip
    assert desk.ask("POST", f"/{id_}/start", json=START).json()["type"] == "urn:huilao:problem:mapping"
    assert desk.ask("GET", f"/{id_}/mapping").json()["put"] is False

    put = desk.ask("PUT", f"/{id_}/mapping", content=body["mapping"].encode(), headers=YAML)
    assert (put.status_code, put.json()["used"], put.json()["unused"]) == (200, ["身份证号", "常住地", "丧偶"], ["姓名"])
    assert desk.ask("GET", f"/{id_}").json()["state"] == "ready"
    assert "<html" in desk.ask("GET", f"/{id_}/profile").text
    assert desk.ask("GET", f"/{id_}/files").status_code == 409

    done = desk.screened(id_, months=6, to="xlsx", long=True)
    assert (done["state"], done["job"]["done"], done["job"]["total"]) == ("done", 40, 40)
    assert done["job"]["result"]["rows"]["given"] == 40
    assert done["notes"][0]["zh"].startswith("共 40 行：读入 ")
    files = desk.fetched(id_)
    assert list(files) == ["lists/名单.xlsx", "rejects.csv", "report.html", "results.xlsx", "summary.json", "待更正.xlsx"]
    assert json.loads(files["summary.json"])["register"] == "名 册.CSV"
    lists = pl.read_excel(io.BytesIO(files["lists/名单.xlsx"]), sheet_id=0)
    assert {"某1", "某5"} <= {name for frame in lists.values() if "姓名" in frame.columns for name in frame["姓名"]}
    assert [one["id"] for one in desk.ask("GET", "").json()["screenings"]] == [id_]


def test_it_is_followed(desk: Desk) -> None:
    """Server-sent events until it has ended, of the screening and of its job."""
    id_ = desk.mapped(register(20))
    assert desk.ask("GET", f"/{id_}/events").status_code == 409
    job = desk.screened(id_)["job"]["id"]
    for path in (f"/v1/screenings/{id_}/events", f"/v1/jobs/{job}/events"):
        answer = desk.bureau.client.get(path, headers=desk.headers)
        lines = [one for one in answer.text.splitlines() if one]
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert lines[0] == "event: done"
        assert json.loads(lines[1].removeprefix("data: "))["done"] == 20
    assert desk.bureau.client.get(f"/v1/jobs/{job}", headers=desk.headers).json()["state"] == "done"


def zipped(**members: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "status", "said"),
    [
        ("a.csv", b"", 422, "a.csv 是空文件"),
        ("a.pdf", b"%PDF-1.7", 422, "不收“.pdf”这类文件"),
        ("a.csv", b"%PDF-1.7", 422, "是 PDF 文件，不是表格"),
        ("a.db", b"SQLite format 3\x00", 422, "不收“.db”这类文件"),
        ("a.csv", b"SQLite format 3\x00" + bytes(100), 422, "不收"),
        ("a.xlsx", b"PK\x03\x04 cut off", 422, "打不开 a.xlsx"),
        ("a.xlsx", zipped(**{"word/document.xml": b"x"}), 422, "a.xlsx 是 Word 文档"),
        ("a.xlsx", zipped(bomb=bytes(3_000_000)), 422, "解开后太大"),
        ("a.csv", b"x" * 100_001, 413, ""),
    ],
    ids=["empty", "pdf", "pdf as csv", "database", "database as csv", "cut off", "word", "bomb", "too large"],
)  # fmt: skip
def test_what_is_no_register_is_told(
    shared: Desk, name: str, content: bytes, status: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """By the name that its owner calls it; nothing of it stays, and no path of the server is told."""
    monkeypatch.setattr("huilao.register.given.UNPACKED", 2_000_000)
    before = WorkFolder.of(shared.settings).screenings()
    answer = shared.ask("POST", "", files={"register": (name, content)})

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert said in answer.json()["detail"]
    assert str(WorkFolder.of(shared.settings).root) not in answer.text
    assert WorkFolder.of(shared.settings).screenings() == before


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"json": {}}, 415),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400),
        ({"files": {"other": ("a.csv", b"x")}}, 422),
        ({"files": [("register", ("a.csv", b"x")), ("register", ("b.csv", b"x"))]}, 400),
    ],
    ids=["json", "no boundary", "another name", "two"],
)
def test_a_form_with_one_file_is_wanted(shared: Desk, sent: dict[str, Any], status: int) -> None:
    """Whatever else comes is a clear problem."""
    assert shared.ask("POST", "", **sent).status_code == status


@pytest.mark.parametrize(
    ("mapping", "where", "said"),
    [
        ("列: {丧偶: 丧}", "1:9", "不认识的信息项“丧”"),
        ("列:\n  丧偶: 丧偶\n  没有: 丧偶", "3:3", "没有"),
        ("列: [", "1:4", ""),
    ],
)
def test_mistakes_of_a_mapping_are_located(shared: Desk, mapping: str, where: str, said: str) -> None:
    """Each by its line and column; the mapping of before counts."""
    id_ = shared.uploaded(register(10))
    answer = shared.ask("PUT", f"/{id_}/mapping", content=mapping.encode(), headers=YAML)

    assert answer.status_code == 422
    assert where in [one["where"] for one in answer.json()["problems"]]
    assert said in "".join(one["message"] for one in answer.json()["problems"])
    assert shared.ask("GET", f"/{id_}/mapping").json()["put"] is False


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({"carry": ["电话"]}, ["carry"]),
        ({"carry": ["身份证号"]}, ["carry"]),
        ({"key": "编号", "benefits": ["没有"]}, ["key", "benefits"]),
        ({"newly_since": "2025-03-01"}, ["newly_since"]),
        ({"months": 0}, ["body.months"]),
        ({"to": "pdf"}, ["body.to"]),
        ({"surprise": 1}, ["body.surprise"]),
    ],
)
def test_mistakes_of_what_is_asked_are_told_together(shared: Desk, options: dict[str, Any], where: list[str]) -> None:
    """And nothing is begun."""
    id_ = shared.mapped(register(10))
    answer = shared.ask("POST", f"/{id_}/start", json={**START, **options})

    assert (answer.status_code, [one["where"] for one in answer.json()["problems"]]) == (422, where)
    assert shared.ask("GET", f"/{id_}").json()["job"] is None


def test_one_at_a_time_and_cancelled(desk: Desk) -> None:
    """While it waits or runs nothing else is begun or changed; once it is cancelled it can be started again."""
    id_ = desk.mapped(register(10))
    desk.started(id_)
    for method, path, sent in (
        ("POST", "start", {"json": START}),
        ("PUT", "mapping", {"content": MAPPING.encode(), "headers": YAML}),
    ):
        assert desk.ask(method, f"/{id_}/{path}", **sent).json()["type"] == "urn:huilao:problem:running"
    assert desk.ask("POST", f"/{id_}/cancel").json()["state"] == "cancelled"
    assert desk.ask("POST", f"/{id_}/cancel").status_code == 409
    desk.work()
    assert desk.ask("GET", f"/{id_}/files").status_code == 409
    assert desk.screened(id_)["state"] == "done"


def given_back(workbook: bytes, mended: str, **places: str) -> bytes:
    """The workbook with the cells that could not be read mended."""
    written = io.BytesIO()
    with cast("Any", xlsxwriter).Workbook(written) as book:
        for name in pl.read_excel(io.BytesIO(workbook), sheet_id=0):
            frame = pl.read_excel(io.BytesIO(workbook), sheet_name=name, infer_schema_length=0)
            frame.with_columns(pl.col("丧偶").replace("好像吧", mended), pl.col("常住地").replace(places)).write_excel(book, name)
    return written.getvalue()


def test_the_mended_workbook_joins_the_results(desk: Desk) -> None:
    """Nobody is counted twice; options and version stay; a workbook of another register is refused."""
    id_ = desk.mapped(register(30))
    before = desk.screened(id_, months=3)["job"]
    workbook = desk.ask("GET", f"/{id_}/files/待更正.xlsx").content
    other = desk.ask("PUT", f"/{id_}/mended", files={"workbook": ("别的.xlsx", zipped(**{"xl/workbook.xml": b"<x/>"}))})
    assert (other.status_code, other.json()["type"]) == (422, "urn:huilao:problem:register")

    answer = desk.ask("PUT", f"/{id_}/mended", files={"workbook": ("改好.xlsx", given_back(workbook, "是"))})
    assert (answer.status_code, answer.json()["state"], answer.json()["mended"]) == (202, "waiting", 1)
    desk.work()
    after = desk.ask("GET", f"/{id_}").json()["job"]

    assert before["result"]["rows"]["to_mend"] == 4
    assert (after["result"]["rows"]["to_mend"], after["result"]["rows"]["given"]) == (0, 30)
    assert after["result"]["version"] == before["result"]["version"]
    assert after["result"]["claim_people"] > before["result"]["claim_people"]
    with desk.bureau.service.store()[0].reading() as session:
        assert session.get_one(Job, after["id"]).asked == {**session.get_one(Job, before["id"]).asked, "mended": 1}


def test_nobody_of_elsewhere_is_screened(desk: Desk) -> None:
    """For who is bound to places: who surely lives elsewhere is left out, and told with the row; all others come to the same as without
    them. Who is bound to no place screens all.
    """
    own = register(20)
    alone = desk.mapped(own)
    desk.screened(alone)
    id_ = desk.mapped(own + register(3, OTHER, first=100).split(b"\n", 1)[1])
    done = desk.screened(id_)
    files, wanted = desk.fetched(id_), desk.fetched(alone)
    assert (done["job"]["result"]["rows"]["given"], done["job"]["result"]["elsewhere"]) == (20, 3)
    assert any("另有 3 行的人不住在您负责的地区" in one["zh"] for one in done["notes"])
    assert files.pop("不住在本地区的行.csv").decode("utf-8-sig").split() == ["行", "22", "23", "24"]
    assert files == wanted

    prefecture = Desk(desk.bureau, desk.bureau.key(Role.CASEWORKER, name="prefecture"))
    assert prefecture.screened(id_)["job"]["result"]["rows"]["given"] == 23


def test_a_register_of_elsewhere_alone_is_refused(desk: Desk) -> None:
    """Nobody is left of it."""
    refused = desk.screened(desk.mapped(register(5, OTHER)))
    assert (refused["state"], refused["job"]["error"]["zh"][:20]) == ("failed", "登记表里的人都不住在您负责的地区，没有筛")


def test_what_is_mended_may_be_of_elsewhere(desk: Desk) -> None:
    """It is left out then; what was mended before stays in the next workbook."""
    content = register(20).decode().replace(",513433,好像吧", ",513433??,是", 1)
    id_ = desk.mapped(content.encode())
    assert desk.screened(id_)["job"]["result"]["elsewhere"] == 0
    workbook = desk.ask("GET", f"/{id_}/files/待更正.xlsx").content
    answer = desk.ask("PUT", f"/{id_}/mended", files={"workbook": ("改好.xlsx", given_back(workbook, "是", **{"513433??": OTHER}))})
    assert answer.status_code == 202
    desk.work()
    result = desk.ask("GET", f"/{id_}").json()["job"]["result"]
    assert (result["elsewhere"], result["rows"]["given"], result["rows"]["to_mend"]) == (1, 19, 0)


def test_a_full_disk_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As such, without a path of the server's; once there is room it is started again."""
    id_ = desk.mapped(register(10))
    with monkeypatch.context() as patch:
        patch.setattr("huilao.register.given.written", full)
        failed = desk.screened(id_)
    assert (failed["state"], failed["job"]["error"]["zh"]) == ("failed", "服务的磁盘满了；请管理员腾出空间，然后重新开始")
    assert desk.screened(id_)["state"] == "done"


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", "/somewhere/else")


def test_an_office_sees_its_own(desk: Desk) -> None:
    """Another county's caseworker finds none of it, by whatever route."""
    id_ = desk.mapped(register(10))
    job = desk.screened(id_)["job"]["id"]
    elsewhere = Desk(desk.bureau, desk.bureau.key(Role.CASEWORKER, OTHER, name="elsewhere"))
    routes = [("GET", ""), ("GET", "/mapping"), ("GET", "/profile"), ("GET", "/events"), ("POST", "/cancel"), ("GET", "/files"),
              ("GET", "/files/summary.json"), ("DELETE", "")]  # fmt: skip

    assert {elsewhere.ask(method, f"/{id_}{path}").status_code for method, path in routes} == {404}
    assert elsewhere.ask("GET", "").json()["screenings"] == []
    assert desk.bureau.client.get(f"/v1/jobs/{job}", headers=elsewhere.headers).status_code == 404
    assert desk.bureau.client.get(f"/v1/jobs/{job}", headers=desk.bureau.key(Role.AUDITOR)).status_code == 404


@pytest.mark.parametrize(
    "name", ["../notes.json", "%2e%2e/notes.json", ".work.lock", "lists", "/etc/passwd", "..%2f..%2fregister.csv", "nothing"]
)
def test_nothing_but_results_is_fetched(shared: Desk, screened: str, name: str) -> None:
    """No path leads out of the folder of results."""
    assert shared.ask("GET", f"/{screened}/files/{name}").status_code == 404


def test_the_log_tells_who_did_what_and_no_name(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Uploaded, mapped, started, screened, fetched, mended, erased; nothing of a person, nor the name of the file."""
    id_ = desk.mapped(register(30))
    desk.screened(id_)
    desk.ask("GET", f"/{id_}/files/rejects.csv")
    desk.ask("DELETE", f"/{id_}")
    told = logged(desk, id_)

    assert [(who, action) for who, action, _ in told] == [
        ("key:desk", "register_uploaded"), ("key:desk", "mapping_put"), ("key:desk", "screening_started"), ("worker", "screening_done"),
        ("key:desk", "results_fetched"), ("key:desk", "screening_erased"),
    ]  # fmt: skip
    assert told[4][2] == {"file": "rejects.csv"}
    everything = json.dumps(told, ensure_ascii=False) + caplog.text
    assert not any(one in everything for one in ("名册", "某0", "好像吧", "519999"))


def test_erased_is_gone(desk: Desk) -> None:
    """Register, results, mapping and the name of the file; that there was one stays known."""
    id_ = desk.mapped(register(10))
    desk.screened(id_)
    erased = desk.ask("DELETE", f"/{id_}").json()

    assert (erased["state"], erased["name"]) == ("erased", None)
    assert not desk.folder(id_).exists()
    assert {desk.ask("GET", f"/{id_}{path}").status_code for path in ("/mapping", "/files", "/profile", "/events")} == {410}
    assert desk.ask("POST", f"/{id_}/start", json=START).status_code == 410
    assert desk.ask("GET", f"/{id_}").json()["state"] == "erased"
    with desk.bureau.service.store()[0].reading() as session:
        assert session.get_one(Screening, id_).told is None


def test_erasure_by_rule(desk: Desk) -> None:
    """What is older than it is kept goes, and so do results that others took the place of, and uploads that came to nothing."""
    database, office = desk.bureau.service.store()
    old, new = desk.mapped(register(10)), desk.mapped(register(10))
    first = desk.screened(new)["job"]["id"]
    second = desk.screened(new)["job"]["id"]
    stray = WorkFolder.of(desk.settings).make("stray")
    with database.writing() as session:
        session.get_one(Screening, old).made = datetime.now(UTC) - timedelta(days=31)
    assert erase_old(database, office, desk.settings) == 2

    assert not desk.folder(old).exists()
    assert not (desk.folder(new) / first).exists()
    assert (desk.folder(new) / second).exists()
    assert desk.ask("GET", f"/{old}").json()["state"] == "erased"
    assert stray.exists()  # it may be one that is just coming
    long_ago = datetime.now(UTC).timestamp() - ORPHAN - 60
    os.utime(stray, (long_ago, long_ago))
    assert erase_old(database, office, desk.settings) == 1
    assert not stray.exists()


def test_what_lies_on_disk_is_the_services_alone(desk: Desk) -> None:
    """Folder and register are its owner's; the register goes by no name of its owner's."""
    id_ = desk.uploaded(register(10), "张三等人.csv")
    found = [WorkFolder.of(desk.settings).root, *desk.folder(id_).rglob("*")]

    assert {f"{one.stat().st_mode & 0o777:o}" for one in found} == {"700", "600"}
    assert "张三" not in "".join(map(str, found))
