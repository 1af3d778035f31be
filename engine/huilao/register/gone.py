"""What says of somebody that they are dead, or live here no more."""

from __future__ import annotations

import re

_DEAD = "死亡(?!家庭|一次性)|去世|去逝|离世|过世|辞世|不健在|不在世|不在了|病故|病逝|病亡|亡故|身故|身亡|溺亡|已故|已亡|已殁|逝世|[已病老]死|死了|火化"
_LEFT = "注销(?!低保|特困|五保|待遇|补贴|津贴|残疾|银行)|销户|迁出(?!地)|迁走|迁往|外迁|搬走|搬离|(?<!易地)(?<!扶贫)(?<!生态)(?<!拆迁)(?<!移民)搬迁(?![户安点房补])"
_GONE = re.compile(f"(?<![未没不非无])(?<!没有)(?<!不是)(?<!未发现)(?<!误报)(?:已经?)?(?:{_DEAD}|{_LEFT})|^(?:亡|死|殁)$")
PERHAPS_GONE = [*"亡世逝故销迁搬死殁火不"]
"""Of these every such word has one, however it is spaced."""
_OF_THINGS = re.compile(
    "(?:(?<!身份)证件?|[银行社保]卡|存?折|执照|[账帐][户号]?|低保[金户]?|待遇|津贴|补贴|个体户)(?:已经?|均已?|都已?|被)?(?:注销|销户)"
)
"""What is ended of a thing and not of the person: a certificate, an account, an allowance."""
RELATIVE = re.compile(
    "(?<![随跟同与和])(?:配偶|老伴|爱人|丈夫|老公|妻子?|老婆|(?<![大工])夫|子女|儿子|女儿|[长次三独幼养其生][子女]|儿媳|女婿|孙[子女]|兄弟|姐妹|哥哥|弟弟|姐姐|妹妹"
    "|父母|父亲|母亲|双亲|家人)[^,，.。;；、 ]*"
)
"""What is said of relatives."""


def gone_word(plain: str) -> str | None:
    """The word by which a cell says of the person, not of relatives nor of things, that they are dead or have left; None where it does not."""
    said = _GONE.search(_OF_THINGS.sub("", RELATIVE.sub("", plain)))
    return None if said is None else said[0]
