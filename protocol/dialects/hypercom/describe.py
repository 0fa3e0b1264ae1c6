"""A Hypercom body in words, masked: what it is, and its fields in their order. Words alone; nothing is judged."""

from protocol.dialects.hypercom import facts
from protocol.dialects.hypercom.body import REQUEST, RESPONSE, Body
from protocol.link_parts import LinkBody, LinkLine, code_words, line_of
from protocol.words import Words

NAME = "hypercom"

_EITHER = (facts.ECHO, facts.CANCEL)
"""Published examples have indicator 1 in these, bare, whoever sends them."""

# fmt: off
_ROLES = {
    REQUEST:  Words("请求", "request"),
    RESPONSE: Words("应答", "response"),
    "2":      Words("通知", "notice"),
}
# fmt: on


def describe(body: Body) -> LinkBody:
    """The body for people."""
    head = {name: getattr(body, name) for name in ("transport", "version", "indicator", "code", "response", "more")}
    return LinkBody(NAME, _title(body), head, tuple(_line(kind, data) for kind, data in body.fields))


def _title(body: Body) -> Words:
    stage = facts.PROGRESS.get(body.code)
    if stage is not None:
        words = facts.STAGES.get(body.code, facts.STAGE[stage])
        return Words(f"进度：{words.zh}（{body.code}）", f"progress: {words.en} ({body.code})")
    bare = body.code in _EITHER and not body.fields
    name = facts.TRANSACTIONS.get(body.code, Words("未列出的交易", "unlisted transaction"))
    role = (
        Words("", "") if bare else _ROLES.get(body.indicator, Words(f"（?{body.indicator}）", f"(?{body.indicator})"))
    )
    zh, en = f"{name.zh}{role.zh}（{body.code}）", f"{name.en} {role.en}".strip() + f" ({body.code})"
    if bare or body.indicator != RESPONSE:
        return Words(zh, en)
    said = code_words(body.response, facts.RESPONSES)
    return Words(f"{zh}，{said.zh}", f"{en}, {said.en}")


def _line(kind: str, data: bytes) -> LinkLine:
    line = line_of(kind, data, facts.PARTS, packed=False)
    said = next((words for tag, words in facts.ANSWERS.items() if line.value.startswith(tag)), None)
    if kind != facts.TEXT or said is None:
        return line
    text = line.value.rstrip()
    return line._replace(meaning=Words(f"{text}（{said.zh}）", f"{text} ({said.en})"))
