"""Who may change which rules: whoever is bound to places, the files of their documents alone; and nobody whom the service does not know
publishes anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from huilao import RuleFiles, Text

from ..web.problems import LISTED, Mistake, ProblemError
from ..who import Asker, places_in_words

if TYPE_CHECKING:
    from huilao import DocumentPlace

FEATURES = "features"
"""The folder of scenarios; in it each ruleset may have one by its name."""


def refuse_nobody_signed_in(asker: Asker) -> None:
    """Raises ProblemError 403 where the service asks nobody who they are: one cannot be told from another then, who has to approve."""
    if asker.role is None:
        raise ProblemError(
            403, "nobody-signed-in", Text("没有登录，不能发布", "nothing is published where nobody signs in"),
            Text("起草和批准要由两个人来做，不登录就分不清是谁；请去掉 HUILAO_AUTH=off，登录后再发布",
                 "one writes a draft and another approves it, and without sign-in they are not told apart: start the service without HUILAO_AUTH=off"),
        )  # fmt: skip


def refuse_out_of_reach(asker: Asker, names: Iterable[str], *versions: Mapping[str, bytes]) -> None:
    """Raises ProblemError 403 with each of some files that is none of the asker's places, by the documents as some versions of the rule book
    (its files) have them: what belongs to somewhere else in any of these does.
    """
    if not asker.places:
        return
    from huilao import document_places  # what reads rule files takes a while to import

    documents = [document_places(RuleFiles.of(files)) for files in versions]
    found = [Mistake(name, why) for name in sorted(names) if (why := _why_not(asker, name, documents)) is not None]
    if found:
        raise ProblemError(
            403, "files-of-others", Text("这些文件不归您管", "these files are not yours to change"),
            Text(f"您只能改您负责的地区（{asker.named_places.zh}）的文件；别的请不限地区的同事来改，共 {len(found)} 个",
                 f"yours are those of your places ({asker.named_places.of('en')}); {len(found)} are not: ask a colleague who is bound to no place"),
            found=found[:LISTED],
        )  # fmt: skip


def _why_not(asker: Asker, name: str, documents: Iterable[Mapping[str, DocumentPlace]]) -> Text | None:
    """Why somebody may not change a file; None where they may."""
    of = [one for some in documents if (one := _document_of(name, some)) is not None]
    places = sorted({one.place for one in of if one.place is not None})
    others = [one for one in places if not asker.reaches(one)]
    if others:
        return Text(f"属于{(of := places_in_words(others)).zh}", f"belongs to {of.of('en')}")
    if places:
        return None
    if of:
        return Text("所在文件夹的 document.yaml 读不出地点", "the place in the document.yaml of its folder cannot be read")
    if name.startswith(f"{FEATURES}/"):
        return Text(
            "各地共用的场景；自己的场景请放在 features/规则集名称/ 下",
            "a scenario that all share: put your own under features/, in a folder named as the ruleset",
        )
    if "/" in name:
        return Text(
            "所在文件夹没有 document.yaml，看不出属于哪里；请先存 document.yaml",
            "its folder has no document.yaml that would say where it belongs: save that first",
        )
    return Text("各地共用的文件", "a file that all share")


def _document_of(name: str, documents: Mapping[str, DocumentPlace]) -> DocumentPlace | None:
    """The document that a file belongs to: that of the nearest folder around it; of a scenario, the one whose ruleset its folder is named as."""
    if name.startswith(f"{FEATURES}/"):
        folders: Collection[str] = name.split("/")[1:2] if name.count("/") > 1 else ()
        return next((one for one in documents.values() if one.ruleset in folders), None)
    around = (parent.as_posix() for parent in PurePosixPath(name).parents)
    return next((documents[one] for one in around if one in documents), None)
