#!/usr/bin/env python3
"""Writes a workbook by hand, for what spreadsheet programs wouldn't write.

    book.py OUT.xlsx [ROWS] [OPTION…]      ROWS: the XML inside of sheetData
    --strings XML     inside of sst; a part of its own then
    --formats CODE…   number formats; a cell's s="1" has the first of them
    --sheet XML       the whole sheet instead of ROWS
    --part NAME=TEXT  one more part, or another text for one
    --strict          the namespaces of ISO 29500 strict
    --epoch 1904      days are counted from there
    --rename OLD=NEW  another name for a part in the zip
    --twice NAME      that part stands in the zip twice
    --repeat N        ROWS N times over
    --stored          without compression
    --bomb MB         as much white space in the sheet
"""
import argparse
import sys
import warnings
import zipfile

EDITIONS = {
    False: ("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    True: ("http://purl.oclc.org/ooxml/spreadsheetml/main",
           "http://purl.oclc.org/ooxml/officeDocument/relationships")}


def relations(kinds, office):
    return ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            + "".join('<Relationship Id="r%d" Type="%s/%s" Target="%s"/>' % (i, office, kind, target)
                      for i, (kind, target) in enumerate(kinds)) + "</Relationships>")


def parts(o):
    main, office = EDITIONS[o.strict]
    kinds = [("worksheet", "worksheets/sheet1.xml")]
    rows = o.rows * o.repeat + " " * (o.bomb << 20)
    ret = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations([("officeDocument", "xl/workbook.xml")], office),
        "xl/workbook.xml":
            '<workbook xmlns="%s" xmlns:r="%s"><workbookPr date1904="%d"/><sheets>'
            '<sheet name="甲" sheetId="1" r:id="r0"/></sheets></workbook>'
            % (main, office, o.epoch == 1904),
        "xl/worksheets/sheet1.xml": o.sheet if o.sheet is not None else
            '<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (main, rows),
    }
    if o.strings is not None:
        kinds.append(("sharedStrings", "sharedStrings.xml"))
        ret["xl/sharedStrings.xml"] = '<sst xmlns="%s">%s</sst>' % (main, o.strings)
    if o.formats:
        kinds.append(("styles", "styles.xml"))
        ret["xl/styles.xml"] = (
            '<styleSheet xmlns="%s"><numFmts>' % main
            + "".join('<numFmt numFmtId="%d" formatCode="%s"/>'
                      % (164 + i, f.replace("&", "&amp;").replace('"', "&quot;"))
                      for i, f in enumerate(o.formats))
            + '</numFmts><cellXfs><xf numFmtId="0"/>'
            + "".join('<xf numFmtId="%d"/>' % (164 + i) for i in range(len(o.formats)))
            + "</cellXfs></styleSheet>")
    ret["xl/_rels/workbook.xml.rels"] = relations(kinds, office)
    for part in o.part:
        name, _, content = part.partition("=")
        ret[name] = content
    return ret


def main():
    p = argparse.ArgumentParser()
    p.add_argument("out")
    p.add_argument("rows", nargs="?", default="")
    p.add_argument("--strings")
    p.add_argument("--formats", nargs="*", default=[])
    p.add_argument("--sheet")
    p.add_argument("--part", action="append", default=[])
    p.add_argument("--strict", action="store_true")
    p.add_argument("--epoch", type=int, default=1900)
    p.add_argument("--rename", action="append", default=[])
    p.add_argument("--twice")
    p.add_argument("--repeat", type=int, default=1)
    p.add_argument("--stored", action="store_true")
    p.add_argument("--bomb", type=int, default=0)
    o = p.parse_args()
    names = dict(r.split("=") for r in o.rename)
    warnings.simplefilter("ignore")  # of doubled names
    with zipfile.ZipFile(o.out, "w", zipfile.ZIP_STORED if o.stored else zipfile.ZIP_DEFLATED) as z:
        for name, content in parts(o).items():
            for _ in range(2 if name == o.twice else 1):
                z.writestr(zipfile.ZipInfo(names.get(name, name)), content,
                           z.compression)


if __name__ == "__main__":
    sys.exit(main())
