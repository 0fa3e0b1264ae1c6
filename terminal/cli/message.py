"""`tuihuo message`: one ISO 8583 message in hex, decoded, encoded, explained, compared and redacted.

Values are masked unless --unmask is given. Words only; what they say is made in protocol.
"""

import sys
from typing import Annotated

from cyclopts import App, Parameter

from protocol.describe import explain as explained
from protocol.describe import lines, told_differences
from protocol.dialects.unionpay import compare, masks
from protocol.dialects.unionpay.document import read_document, write_document
from protocol.dialects.unionpay.envelope import Packet, write
from protocol.dialects.unionpay.profiles import AUTO, DEFAULT, Profile, named
from protocol.errors import ProtocolError
from terminal.cli.dump import DumpError, Tongue, document_text, is_no_option, open_known, read_dump, read_packet
from terminal.desk.faults import DONE, REFUSED

app = App(name="message", help="One message in hex: decode, encode, explain, diff, redact.")

Dump = Annotated[str, Parameter(allow_leading_hyphen=True, validator=is_no_option)]
Json = Annotated[bool, Parameter(name="--json", negative="")]
Flag = Annotated[bool, Parameter(negative="")]


@app.command
def decode(*dump: Dump, profile: str = AUTO, unmask: Flag = False, as_json: Json = False) -> int:
    """One JSON document of the message: profile, envelope, fields, fillers, and where everything lies.

    Parameters
    ----------
    dump
        Hex, or - for stdin.
    profile
        A name, a TOML file, or auto.
    unmask
        Whole card numbers too; such a document can be encoded again.
    as_json
        On one line, errors too.
    """
    tongue = Tongue(None, as_json=as_json)
    try:
        opened, packet, named = read_packet(read_dump(dump), profile)
    except (DumpError, ProtocolError) as error:
        return _refuse(tongue, error, profile)
    document = write_document(packet, opened, named=named, unmask=unmask)
    tongue.tell_document(document)
    return DONE


@app.command
def encode(file: Dump, /, *, profile: str | None = None, as_json: Json = False) -> int:
    """Hex of a document that decode --unmask printed, in its own profile: the identical bytes.

    Parameters
    ----------
    file
        A JSON file, or - for stdin.
    profile
        A name or a TOML file, in place of what the document names; without it only a shipped profile is opened.
    as_json
        {"hex": …} on one line, errors too.
    """
    tongue = Tongue(None, as_json=as_json)
    try:
        opened, packet = read_document(document_text(file), named if profile is None else lambda _: open_known(profile))
        data = write(packet, opened)
    except (DumpError, ProtocolError) as error:
        return tongue.refuse(error)
    tongue.tell_hex(data, {"profile": opened.name})
    return DONE


@app.command
def explain(*dump: Dump, profile: str = AUTO, lang: str | None = None, as_json: Json = False) -> int:
    """A page about the message: what it is, every byte with its meaning, and what to check.

    Parameters
    ----------
    dump
        Hex, or - for stdin.
    profile
        A name, a TOML file, or auto.
    lang
        zh or en.
    as_json
        The lines as data.
    """
    tongue = Tongue(lang, as_json=as_json)
    try:
        opened, packet, _ = read_packet(read_dump(dump), profile)
    except (DumpError, ProtocolError) as error:
        return _refuse(tongue, error, profile)
    if as_json:
        tongue.tell_json(
            [
                {
                    "start": line.start,
                    "end": line.end,
                    "hex": line.dump,
                    "depth": line.depth,
                    "name": line.name,
                    "text": line.told(tongue.lang),
                }
                for line in lines(packet, opened)
            ]
        )
    else:
        print("\n".join(explained(packet, opened, tongue.lang)))
    return DONE


@app.command
def diff(first: Dump, second: Dump, /, *, profile: str = AUTO, lang: str | None = None, as_json: Json = False) -> int:
    """What differs between two messages, part by part; exit 1 when something does.

    Parameters
    ----------
    first
        Hex, or - for stdin.
    second
        Hex, or - for stdin.
    profile
        A name, a TOML file, or auto; of both.
    lang
        zh or en.
    as_json
        One document.
    """
    tongue = Tongue(lang, as_json=as_json)
    try:
        one, two = (_side(dump, profile) for dump in (first, second))
    except (DumpError, ProtocolError) as error:
        return _refuse(tongue, error, profile)
    found = compare.differences(one, two)
    if as_json:
        rows = [
            {"name": row.name, "label": row.label.told(tongue.lang), "first": row.first, "second": row.second}
            for row in found
        ]
        tongue.tell_json({"same": not found, "differences": rows})
    else:
        print("\n".join(told_differences(found, tongue.lang)) or tongue.texts("dump.same"))
    return REFUSED if found else DONE


@app.command
def redact(*dump: Dump, profile: str = AUTO, as_json: Json = False) -> int:
    """The message with zeros for card digits, tracks, PIN, keys and MAC: same shape, fit to be shown to others.

    Parameters
    ----------
    dump
        Hex, or - for stdin.
    profile
        A name, a TOML file, or auto.
    as_json
        {"hex": …, "redacted": [fields]} on one line, errors too.
    """
    tongue = Tongue(None, as_json=as_json)
    try:
        opened, packet, _ = read_packet(read_dump(dump), profile)
    except (DumpError, ProtocolError) as error:
        return _refuse(tongue, error, profile)
    shown = masks.redact(packet.message, opened.table)
    changed = [number for number, value in shown.fields.items() if value != packet.message.fields[number]]
    tongue.tell_hex(write(Packet(packet.envelope, shown, b""), opened), {"redacted": changed})
    if not as_json:
        print(tongue.texts("dump.redacted", fields=" ".join(map(str, changed)) or "0"), file=sys.stderr)
    return DONE


def _side(dump: str, profile: str) -> compare.Side:
    opened, packet, _ = read_packet(read_dump([dump]), profile)
    return compare.Side(packet, opened)


def _refuse(tongue: Tongue, error: DumpError | ProtocolError, profile: str) -> int:
    return tongue.refuse(error, _table_of(profile, error).table)


def _table_of(profile: str, error: DumpError | ProtocolError) -> Profile:
    """The profile that was read with, so that what had been read until then is masked by its columns."""
    return DEFAULT if profile == AUTO or isinstance(error, DumpError) else open_known(profile)
