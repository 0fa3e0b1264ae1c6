"""Settings by rows: file, environment, presets, and errors that name file and key."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.sources.wedge import Wedge
from terminal.language import translator
from terminal.settings import Settings, SettingsError, keep_looks, load_settings


def load(home: Path, text: str | None = None, **environ: str) -> Settings:
    home.mkdir(exist_ok=True)
    if text is not None:
        (home / "config.toml").write_text(text, encoding="utf-8")
    return load_settings({"TUIHUO_HOME": str(home), **environ})


# fmt: off
CJK = re.compile("[\u4e00-\u9fff]")
GOOD = [
    # config.toml, environment, lang, delay
    (None,                                       {},                                "zh", 1.5),
    ("",                                         {},                                "zh", 1.5),
    ('lang = "en"\npractice_delay_s = 0',        {},                                "en", 0.0),
    ("practice_delay_s = 0.25",                  {"TUIHUO_LANG": "en"},             "en", 0.25),
    ("practice_delay_s = 9",                     {"TUIHUO_LANG": ""},               "zh", 9.0),
    ("practice_delay_s = 9",                     {"TUIHUO_PRACTICE_DELAY_S": "60"}, "zh", 60.0),
]
BAD = [
    # config.toml, environment, what the error names
    ("colour = 1",                               {},                                "no setting colour"),
    ('theme = "pink"',                           {},                                "theme: one of lakala"),
    ('lang = "fr"',                              {},                                "lang"),
    ("lang = 5",                                 {},                                "config.toml: lang"),
    ("practice_delay_s = true",                  {},                                "config.toml: practice_delay_s"),
    ("practice_delay_s = -1",                    {},                                "practice_delay_s"),
    ("practice_delay_s = 60.5",                  {},                                "practice_delay_s"),
    ("practice_delay_s = nan",                   {},                                "practice_delay_s"),
    ("practice_delay_s = []",                    {},                                "config.toml: practice_delay_s"),
    ("lang = ",                                  {},                                "config.toml"),
    (None,                                       {"TUIHUO_PRACTICE_DELAY_S": "x"},  "TUIHUO_PRACTICE_DELAY_S"),
    (None,                                       {"TUIHUO_LANG": "fr"},             "lang"),
    ("printers = 5",                             {},                                "config.toml: printers: a list of"),
    ("printers = []",                            {},                                "toml: printers: one at least"),
    ('printers = ["fax:"]',                      {},                                "config.toml: printers: 'fax:'"),
    ("printers = [7]",                           {},                                "config.toml: printers: '7'"),
    ('printers = ["tcp://x:9100?speed=1"]',      {},                                "printers: 'tcp://x:9100?speed=1'"),
    (None,                                       {"TUIHUO_PRINTERS": "txt: pmg:"},  "TUIHUO_PRINTERS: 'pmg:'"),
    (None,                                       {"TUIHUO_PRINTERS": " "},          "TUIHUO_PRINTERS: one at least"),
    ("serve = 5",                                {},                                "config.toml: serve: a table"),
    (None,                                       {"TUIHUO_SERVE": "5"},             "TUIHUO_SERVE: a table wanted"),
    ("scanner = 5",                              {},                                "config.toml: scanner: text"),
    ('scanner = "tcp://x:9"',                    {},                                "config.toml: scanner: 'tcp://x:9'"),
    (None,                                       {"TUIHUO_SCANNER": "serial://"},   "TUIHUO_SCANNER: 'serial://'"),
    ("watch = 5",                                {},                                "config.toml: watch: text"),
    ('watch = "slips"',                          {},                                "toml: watch: the whole path"),
    (None,                                       {"TUIHUO_WATCH": "slips"},         "TUIHUO_WATCH: the whole path"),
    ("camera = true",                            {},                                "camera: a number or a file"),
    ("camera = -1",                              {},                                "config.toml: camera: 0 to 63"),
    ("camera = 64",                              {},                                "config.toml: camera: 0 to 63"),
    ('camera = "film.avi"',                      {},                                "camera: the whole path wanted"),
    (None,                                       {"TUIHUO_CAMERA": "６"},            "TUIHUO_CAMERA: 0 to 63"),
    ("wedge = 5",                                {},                                "config.toml: wedge: a table"),
    (None,                                       {"TUIHUO_WEDGE": "5"},             "TUIHUO_WEDGE: a table wanted"),
    ("[wedge]\ngap = 5",                         {},                                "wedge: no setting gap"),
    ("[wedge]\ngap_ms = 51",                     {},                                "wedge: gap_ms: 5 to 50 wanted"),
    ('[wedge]\ngap_ms = "5"',                    {},                                "wedge: gap_ms: a number wanted"),
    ("[wedge]\ngap_ms = true",                   {},                                "wedge: gap_ms: a number wanted"),
    ("[wedge]\nleast = 2.5",                     {},                                "wedge: least: a number wanted"),
    ("[wedge]\nleast = 2",                       {},                                "wedge: least: 3 to 20 wanted"),
    ("[wedge]\nprefix = 5",                      {},                                "wedge: prefix: text wanted"),
    ('[wedge]\nsuffix = "\\t"',                  {},                                "wedge: suffix: at most 8"),
]
# fmt: on


@pytest.mark.parametrize(("text", "environ", "lang", "delay"), GOOD)
def test_good(tmp_path, text, environ, lang, delay):
    assert load(tmp_path / "h", text, **environ) == Settings(tmp_path / "h", lang, delay)


@pytest.mark.parametrize(("text", "environ", "named"), BAD)
def test_bad(tmp_path, text, environ, named):
    with pytest.raises(SettingsError) as wrong:
        load(tmp_path / "h", text, **environ)
    assert named in str(wrong.value)
    in_chinese = translator("zh")(f"wrong.{wrong.value.why}", **wrong.value.details)
    assert CJK.search(in_chinese)
    assert "wanted" not in in_chinese


def test_limits_of_serving_keep_where_they_stand(tmp_path):
    """The file's and the environment's, in this order; what they are is judged by the verb that serves."""
    assert load(tmp_path, "[serve]\nidle_s = 30\nsupper = true", TUIHUO_SERVE_IDLE_S="9", TUIHUO_SERVED="x").serve == (
        (f"{tmp_path / 'config.toml'}: serve", {"idle_s": 30, "supper": True}),
        ("TUIHUO_SERVE_…", {"idle_s": "9"}),
    )
    assert load(tmp_path, "").serve == ()


def test_a_file_that_is_no_text(tmp_path):
    (tmp_path / "config.toml").write_bytes(b"lang = '\xff'")
    with pytest.raises(SettingsError, match=r"config\.toml"):
        load(tmp_path)


def test_where_files_lie(tmp_path):
    settings = load(tmp_path)
    assert settings.journal == tmp_path / "practice" / "journal.db"
    assert settings.ledger == tmp_path / "practice" / "ledger.db"
    assert settings.live_journal == tmp_path / "live" / "journal.db"
    assert settings.keys == tmp_path / "keys.json"
    assert settings.policy == tmp_path / "policy.toml"
    assert replace(settings, config=tmp_path / "config").policy == tmp_path / "config" / "policy.toml"


def test_without_a_home_the_platforms_folders(tmp_path, monkeypatch):
    monkeypatch.delenv("TUIHUO_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    home = load_settings({}).home
    assert (home.name, home.is_relative_to(tmp_path)) == ("tuihuo", True)


def test_a_theme_is_the_consoles_until_one_is_set(tmp_path: Path) -> None:
    assert load(tmp_path).theme == ""
    assert load(tmp_path, 'theme = "dark"').theme == "dark"
    assert load(tmp_path, 'theme = "dark"', TUIHUO_THEME="ascii").theme == "ascii"


# fmt: off
PRINTERS = [
    # config.toml, environment, printers
    (None,                                             {},                                         ("txt:", "png:")),
    ('printers = ["escpos:", "tcp://10.0.0.5"]',       {},                                         ("escpos:", "tcp://10.0.0.5")),
    ('printers = ["serial:///dev/ttyUSB0?baud=9600"]', {},                                         ("serial:///dev/ttyUSB0?baud=9600",)),
    ('printers = ["txt:"]',                            {"TUIHUO_PRINTERS": "pdf: serial://COM3"},  ("pdf:", "serial://COM3")),
]
# fmt: on


@pytest.mark.parametrize(("text", "environ", "printers"), PRINTERS)
def test_where_slips_go(tmp_path, text, environ, printers):
    assert load(tmp_path / "h", text, **environ).printers == printers


def test_where_slips_are_read_from(tmp_path: Path) -> None:
    bare = load(tmp_path)
    assert (bare.scanner, bare.watch, bare.camera, bare.wedge) == ("", "", "", Wedge())
    folder = tmp_path / "小票"
    text = f"scanner = 'serial://COM3?baud=115200'\nwatch = '{folder}'\ncamera = 2\n[wedge]\ngap_ms = 45\nprefix = '~'"
    full = load(tmp_path, text)
    assert (full.scanner, full.watch, full.camera) == ("serial://COM3?baud=115200", str(folder), "2")
    assert full.wedge == Wedge(gap_s=0.045, prefix="~")
    assert load(tmp_path, text, TUIHUO_SCANNER="", TUIHUO_CAMERA=str(folder)).camera == str(folder)
    assert load(tmp_path, TUIHUO_CAMERA="0", TUIHUO_SCANNER="serial://COM4").scanner == "serial://COM4"


def test_what_was_chosen_on_the_screen_is_kept_and_the_config_wins(tmp_path: Path) -> None:
    keep_looks(tmp_path, {"lang": "en"})
    keep_looks(tmp_path, {"theme": "dark"})
    assert (load(tmp_path).lang, load(tmp_path).theme) == ("en", "dark")
    assert load(tmp_path, 'lang = "zh"').lang == "zh"
    assert load(tmp_path, TUIHUO_THEME="ascii").theme == "ascii"


def test_a_folder_that_is_not_there_keeps_nothing_and_stops_nobody(tmp_path: Path) -> None:
    keep_looks(tmp_path / "nowhere", {"lang": "en"})
    assert not (tmp_path / "nowhere").exists()
