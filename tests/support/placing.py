"""Where the parts of a paper fall: each is marked in its HTML, and the pages of the PDF are read back."""

import io
import re
from html import unescape
from html.parser import HTMLParser

from pypdf import PdfReader

from ksm.pdf import html_to_pdf

MARK = "¤"
TINY = '<span style="font-size:.2pt">' + MARK + "{};</span>"  # takes no room, and is read all the same
# The letter of a part: T title, H heading, P text, F fact, B row, Z foot, G chart; of the ending: D place and
# date, S signature, M meterai. Rows bear the number of their table too.
BY_CLASS = {"sign-place": "D", "sign-role": "S", "stamp": "M", "number-line": "T", "subtitle": "T"}
BY_TAG = {"h1": "T", "h2": "H", "h3": "H", "p": "P", "li": "P"}
SECTIONS = {"thead": "", "tbody": "B", "tfoot": "Z"}  # rows of a tall table, each as high as a paragraph: P
ENDING = set("DSM")
READ = re.compile(MARK + r"\s*([A-Z]\d*)\s*;")
HEADS = re.compile(r"<thead>(.*?)</thead>", re.DOTALL)
CELLS = re.compile(r"<th[^>]*>(.*?)</th>", re.DOTALL)
BESIDE = re.compile(r'<th scope="row"[^>]*>(.*?)</th>', re.DOTALL)
BODY = re.compile(r'<table class="grid[^>]*>(?:(?!</table>).)*?<tbody>(.*?)</tbody>', re.DOTALL)


class _Marking(HTMLParser):
    """The same HTML with a mark before the text of every part."""

    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.out, self.tables, self.section, self.row, self.rows = [], 0, "", "", "B"
        self.is_facts = self.is_chart = False

    def handle_starttag(self, tag, attrs):
        self.out.append(self.get_starttag_text())
        classes = set((dict(attrs).get("class") or "").split())
        if tag == "table":
            self.tables += 1
            self.is_facts = "facts" in classes
            self.rows = "P" if "tall" in classes else "B"
            self.section = "F" if self.is_facts else self.rows
        elif tag in SECTIONS:
            self.section = "F" if self.is_facts else (SECTIONS[tag] if tag != "tbody" else self.rows)
        elif tag == "tr":
            self.row = self.section
        elif tag in ("td", "th") and self.row:
            self.out.append(TINY.format(f"{self.row}{self.tables}"))
            self.row = ""
        elif tag == "svg":
            self.is_chart = "chart" in classes
        elif letter := next((BY_CLASS[one] for one in classes & BY_CLASS.keys()), BY_TAG.get(tag)):
            self.out.append(TINY.format(letter))

    def handle_startendtag(self, tag, attrs):
        self.out.append(self.get_starttag_text())

    def handle_endtag(self, tag):
        self.out.append(f"</{tag}>")
        if tag == "svg" and self.is_chart:
            self.out.append(TINY.format("G"))

    def handle_data(self, data):
        self.out.append(data)

    def handle_entityref(self, name):
        self.out.append(f"&{name};")

    def handle_charref(self, name):
        self.out.append(f"&#{name};")

    def handle_decl(self, decl):
        self.out.append(f"<!{decl}>")


def with_rows(html: str, number: int) -> str:
    """The paper with so many rows in its longest table, copies of its own; the same if it has no table."""
    bodies = [
        body for body in BODY.finditer(html) if "Pindahan" not in body[1] and "Jumlah</td>" not in body[1]
    ]
    if 'class="folded"' in html:  # its sheets were cut to their height beforehand
        return html
    longest = max(bodies, key=lambda body: body[1].count("<tr"), default=None)
    rows = re.findall(r"<tr.*?</tr>", longest[1], re.DOTALL) if longest else []
    if longest is None or not rows:
        return html
    many = "".join(rows[index % len(rows)] for index in range(number))
    return html[: longest.start(1)] + many + html[longest.end(1) :]


def pages_of(html: str) -> list[str]:
    """The text of each page, the marks in it."""
    marking = _Marking()
    marking.feed(html)
    pages = PdfReader(io.BytesIO(html_to_pdf("".join(marking.out)))).pages
    return [page.extract_text() for page in pages]


def parts_of_pages(pages: list[str]) -> list[list[str]]:
    """The parts on each page, in their order."""
    return [READ.findall(text) for text in pages]


def words_of_pages(pages: list[str]) -> set[str]:
    """The words that stand whole on a line."""
    return set(apart(READ.sub(" ", " ".join(pages))))


def headings_of(html: str) -> set[str]:
    """The words of the headings of all columns and rows; a soft hyphen says where a word may be divided."""
    cells = [cell for head in HEADS.findall(html) for cell in CELLS.findall(head)] + BESIDE.findall(html)
    words = {word for cell in cells for word in apart(unescape(re.sub("<[^>]+>", " ", cell)))}
    return {word for word in words if "\u00ad" not in word}


def apart(text: str) -> list[str]:
    return [word for word in re.split(r"[\s/]+", text) if word]


def faults_of(pages: list[list[str]]) -> list[str]:
    """What an office would send back: a blank page, an ending alone, a heading or a row by itself."""
    found = [f"a row of table {table[1:]} stands alone" for table in _alone(pages)]
    for number, parts in enumerate(pages, start=1):
        kinds = "".join(part[0] for part in parts)
        if not kinds:
            found.append(f"page {number} is blank")
        elif set(kinds) <= ENDING:
            found.append(f"page {number} holds the ending alone")
        if number < len(pages) and kinds.endswith(("H", "T")):
            found.append(f"page {number} ends with a heading")
    return found


def _alone(pages: list[list[str]]) -> set[str]:
    """Tables of which one row stands on the first or the last of several pages."""
    counts: dict[str, list[int]] = {}
    for parts in pages:
        for table in {part for part in parts if part[0] == "B"}:
            counts.setdefault(table, []).append(parts.count(table))
    return {table for table, found in counts.items() if len(found) > 1 and 1 in {found[0], found[-1]}}
