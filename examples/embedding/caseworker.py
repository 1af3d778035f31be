"""A caseworker's system in thirty lines: ask what matters, tell what can be claimed, keep the case.

python examples/embedding/caseworker.py FOLDER NAME    # an empty answer: not known
"""

import json
import sys
from pathlib import Path

from huilao import FactType, ProfileError, Rulebook

if len(sys.argv) != 3:
    sys.exit(__doc__)
book = Rulebook.load()
case = Path(sys.argv[1]) / f"{sys.argv[2]}.json"
profile = json.loads(case.read_text("utf-8"))["profile"] if case.exists() else {}
unknown: list[str] = []

try:
    while (interview := book.interview(profile, unknown=unknown)).questions:
        question = interview.questions[0]
        known = None if question.fact.type in (FactType.PERSON, FactType.PEOPLE) else input(f"{question.text.zh}")
        if not known:
            unknown.append(question.path)
            continue
        answer = known.split("、") if question.fact.type is FactType.SET else known
        try:
            book.person({**profile, question.path: answer})
            profile[question.path] = answer
        except ProfileError as error:
            print(error, file=sys.stderr)
except EOFError:
    print()  # whoever stops answering is told what is settled by then

evaluation = book.evaluate(profile)
case.parent.mkdir(parents=True, exist_ok=True)
case.write_text(json.dumps({"profile": profile, "receipt": evaluation.receipt.data()}, ensure_ascii=False, indent=2), "utf-8")
print(evaluation.page("zh"))
