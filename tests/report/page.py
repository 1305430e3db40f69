#!/usr/bin/env python3
"""Is it one whole HTML page that runs nothing and fetches nothing? Prints what people read, a line a
cell; `--headings` the headings only.

    page.py FILE.html [--headings]
"""
import html.parser
import sys

VOID = {"meta"}
SVG = {"svg", "rect", "text", "title"}
KNOWN = SVG | VOID | set("html head style body main section h1 h2 p span dl dt dd div table thead tbody tr th "
                         "td".split())
ATTRIBUTES = set("lang charset name content class viewbox role xmlns x y width height fill stroke "
                 "text-anchor".split())


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.texts, self.problems = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in KNOWN:
            self.problems.append("<%s>" % tag)
        for name, value in attrs:
            if name not in ATTRIBUTES or "url(" in (value or ""):
                self.problems.append("<%s %s>" % (tag, name))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append("</%s> where something else is open" % tag)

    def handle_decl(self, decl):
        if decl != "DOCTYPE html":
            self.problems.append(decl)

    def handle_comment(self, data):
        self.problems.append("a comment")

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            if "url(" in data or "@import" in data:
                self.problems.append("a style that fetches")
        elif data.strip():
            self.texts.append((self.open[-1] if self.open else "", data.strip()))


def main():
    page = Page()
    with open(sys.argv[1], encoding="utf-8") as f:
        page.feed(f.read())
    page.close()
    if page.open:
        page.problems.append("open at the end: %s" % page.open)
    for p in page.problems:
        print("PROBLEM", p)
    for tag, text in page.texts:
        if "--headings" not in sys.argv or tag in ("h1", "h2"):
            print(text)
    return 1 if page.problems else 0


if __name__ == "__main__":
    sys.exit(main())
