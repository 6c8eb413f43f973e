"""The page in a real browser: alone, by keyboard, in both languages, without JavaScript, by ear."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.export.pages import published

DIALOGUES = ("smtp/walkthrough-163", "smtp/hostile-text", "pop3/mailbox", "smtp/implicit-tls")
STEPS = "ol.session > li"


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "session.html"
    path.write_bytes(published("html", *DIALOGUES))
    return path


class Visit:
    """A page that is open, and what the browser said of it."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.told: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", lambda dialog: self.told.append(dialog.message))
        self.page.goto(path.as_uri())

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def count(self, selector: str) -> int:
        return int(self.page.locator(selector).count())

    def visible(self, selector: str) -> int:
        return int(self.page.locator(f"{selector} >> visible=true").count())


def test_it_asks_for_nothing_and_says_nothing(chromium: Any, page_file: Path) -> None:
    visit = Visit(chromium, page_file)
    visit.press("ArrowRight", "End", "Home", "ArrowLeft", "Escape", " ", " ")
    visit.page.click('[data-speech="zh"]')
    assert visit.requests == [page_file.as_uri()]
    assert visit.told == []


def test_the_keys_step_through_the_exchanges(chromium: Any, page_file: Path) -> None:
    visit = Visit(chromium, page_file)
    total = visit.count(STEPS)
    assert visit.visible(f"{STEPS}.later") == 0
    visit.press("ArrowRight", "ArrowRight", "ArrowRight")
    assert visit.page.inner_text("output").startswith(f"3/{total} ")
    assert visit.count(f"{STEPS}.here") == 1
    assert visit.count(f"{STEPS}.later") == total - 3
    visit.press("ArrowLeft")
    assert visit.page.inner_text("output").startswith(f"2/{total} ")
    assert visit.page.locator(f"{STEPS}.here").get_attribute("aria-current") == "step"
    visit.press("End")
    assert visit.count(f"{STEPS}.later") == 0
    visit.press("Escape")
    assert visit.count(f"{STEPS}.here") == 0


def test_the_state_is_marked_in_the_row_and_in_the_map(chromium: Any, page_file: Path) -> None:
    visit = Visit(chromium, page_file)
    visit.press("ArrowRight", "ArrowRight")  # connected; the greeting
    shown = visit.page.locator(".states:not([hidden]) li.now")
    assert shown.all_inner_texts() == ["GREETED"]
    assert visit.count('details.map[data-protocol="smtp"] rect.now[data-state="GREETED"]') == 2
    assert visit.count('details.map[data-protocol="pop3"] rect.now') == 0


def test_play_goes_on_by_itself_and_the_slider_jumps(chromium: Any, page_file: Path) -> None:
    visit = Visit(chromium, page_file)
    visit.page.click('[data-do="play"]')
    visit.page.wait_for_selector(f"{STEPS}:nth-child(2).here")
    visit.page.click('[data-do="play"]')
    visit.page.locator("nav input").fill("5")
    assert visit.page.inner_text("output").startswith("5/")


def test_the_arrows_go_on_after_a_button_was_pressed(chromium: Any, page_file: Path) -> None:
    """The button keeps the focus, and Space its own; the arrows are nobody else's."""
    visit = Visit(chromium, page_file)
    visit.page.click('[data-do="next"]')
    visit.press("ArrowRight")
    assert visit.page.inner_text("output").startswith("2/")
    visit.press(" ")
    assert visit.page.inner_text("output").startswith("3/")
    visit.press("Escape")
    assert visit.page.inner_text("output") == ""


def test_it_can_be_used_without_a_mouse(chromium: Any, page_file: Path) -> None:
    visit = Visit(chromium, page_file)
    reached = []
    for _ in range(30):
        visit.press("Tab")
        reached.append(
            visit.page.evaluate(
                """() => { const at = document.activeElement, style = getComputedStyle(at);
                return [at.dataset.do || at.dataset.speech || at.tagName,
                    style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0]; }"""
            )
        )
        if reached[-1][0] == "zh":
            break
    names = [name for name, _ in reached]
    assert names[-9:] == ["first", "previous", "play", "next", "last", "all", "INPUT", "en", "zh"]
    assert all(seen for _, seen in reached), "where one is can be seen"


def test_the_language_is_switched(chromium: Any, page_file: Path) -> None:
    visit = Visit(chromium, page_file)
    assert visit.page.evaluate("document.documentElement.lang") == "en"
    assert visit.visible('.told[lang="zh-CN"]') == 0
    visit.page.click('[data-speech="zh"]')
    assert visit.page.evaluate("document.documentElement.lang").startswith("zh")
    assert visit.visible('.told[lang="en"]') == 0
    assert visit.visible('.told[lang="zh-CN"]') > 20
    assert visit.page.inner_text('[data-do="play"]') == "播放"
    assert visit.page.get_attribute('[data-do="next"]', "aria-label") == "下一个往返"


def test_without_javascript_it_is_a_plain_page(chromium: Any, page_file: Path) -> None:
    visit = Visit(chromium, page_file, java_script_enabled=False)
    assert visit.visible("nav") == 0
    assert visit.visible(STEPS) == visit.count(STEPS)
    assert visit.visible('.told[lang="en"]') > 20
    assert visit.visible('.told[lang="zh-CN"]') > 20
    assert "mail from:<YOURNAME@163.com>" in visit.page.inner_text("main")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 360])
def test_nothing_hinders_a_screen_reader(
    chromium: Any, page_file: Path, scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    size = {"width": width, "height": 800}
    # What is looked at is the page; the checker's own script is not of it.
    visit = Visit(chromium, page_file, color_scheme=scheme, viewport=size, bypass_csp=True)
    visit.page.evaluate("for (const map of document.querySelectorAll('details')) map.open = true")
    for keys in ((), ("ArrowRight", "ArrowRight")):
        visit.press(*keys)
        found = Axe().run(visit.page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [1200, 320])
def test_nothing_runs_over_the_edge(chromium: Any, page_file: Path, width: int) -> None:
    visit = Visit(chromium, page_file, viewport={"width": width, "height": 700})
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_everything_stands_and_nothing_is_to_be_pressed(
    chromium: Any, page_file: Path
) -> None:
    visit = Visit(chromium, page_file)
    visit.press("ArrowRight")
    visit.page.emulate_media(media="print")
    assert visit.visible("nav") == 0
    assert visit.visible(STEPS) == visit.count(STEPS)


def test_hostile_text_stays_text(chromium: Any, page_file: Path) -> None:
    visit = Visit(chromium, page_file)
    assert visit.count("script") == 1
    assert visit.count("h2 b") == 0
    text = visit.page.inner_text("main")
    assert "<b>Chapter</b> 1 \\x1b[2J" in text
    assert "</blockquote><script>alert(1)</script>" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_the_policy_forbids_what_is_not_ours(chromium: Any, page_file: Path) -> None:
    """A script that got into the page all the same would not run."""
    bad = page_file.with_name("bad.html")
    page = page_file.read_text("utf-8")
    bad.write_text(page.replace("</main>", "<script>document.title = 'owned'</script></main>"))
    visit = Visit(chromium, bad)
    assert visit.page.title() == "mail.example:25"
    assert any("Content Security Policy" in told for told in visit.told)


class Outline(HTMLParser):
    """Which elements and attributes there are, and whether each one is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.external: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "input", "path", "circle", "rect"):
            self.open.append(tag)
        self.external += [value or "" for name, value in attrs if name in ("src", "href", "action")]

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("path", "circle", "rect"):
            assert self.open.pop() == tag


@pytest.mark.parametrize("languages", [("en",), ("zh",), ("zh", "en")])
def test_every_element_is_closed_and_nothing_leads_outside(languages: tuple[str, ...]) -> None:
    outline = Outline()
    outline.feed(published("html", *DIALOGUES, languages=languages).decode())
    assert outline.open == []
    assert outline.external == []


def test_one_language_has_no_switch() -> None:
    page = published("html", "smtp/helo", languages=("zh",)).decode()
    assert '<html lang="zh-CN">' in page
    assert "data-lang" not in page.partition("<script>")[0]
