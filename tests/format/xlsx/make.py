#!/usr/bin/env python3
"""Makes the .xlsx files beside it with LibreOffice (soffice on the PATH). The tests read the files as
they are and need no LibreOffice; run this again when a case is added, and read the difference.

    tests/format/xlsx/make.py
"""
import os
import shutil
import subprocess
import tempfile
from xml.sax.saxutils import escape

HERE = os.path.dirname(os.path.abspath(__file__))
VILLAGE = os.path.join(HERE, "../../cli/village")

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>
 <number:number-style style:name="n-two"><number:number number:decimal-places="2"
  number:min-decimal-places="2" number:min-integer-digits="1"/></number:number-style>
 <number:number-style style:name="n-thousands"><number:number number:decimal-places="2"
  number:min-decimal-places="2" number:min-integer-digits="1" number:grouping="true"/>
 </number:number-style>
 <number:number-style style:name="n-six"><number:number number:decimal-places="0"
  number:min-integer-digits="6"/></number:number-style>
 <number:percentage-style style:name="n-percent"><number:number number:decimal-places="1"
  number:min-decimal-places="1" number:min-integer-digits="1"/><number:text>%</number:text>
 </number:percentage-style>
 <number:text-style style:name="n-text"><number:text-content/></number:text-style>
 <number:date-style style:name="n-iso"><number:year number:style="long"/><number:text>-</number:text>
  <number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>
 </number:date-style>
 <number:date-style style:name="n-slash"><number:year number:style="long"/><number:text>/</number:text>
  <number:month/><number:text>/</number:text><number:day/></number:date-style>
 <number:date-style style:name="n-chinese"><number:year number:style="long"/>
  <number:text>年</number:text><number:month/><number:text>月</number:text><number:day/>
  <number:text>日</number:text></number:date-style>
 <number:date-style style:name="n-month"><number:month/><number:text>月</number:text><number:day/>
  <number:text>日</number:text></number:date-style>
 <number:date-style style:name="n-time"><number:year number:style="long"/><number:text>-</number:text>
  <number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>
  <number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>
  <number:minutes number:style="long"/></number:date-style>
 <number:time-style style:name="n-clock"><number:hours number:style="long"/><number:text>:</number:text>
  <number:minutes number:style="long"/><number:text>:</number:text>
  <number:seconds number:style="long"/></number:time-style>
 <number:boolean-style style:name="n-boolean"><number:boolean/></number:boolean-style>
""" + "".join(
    ' <style:style style:name="%s" style:family="table-cell" style:data-style-name="n-%s"/>\n' % (s, s)
    for s in "two thousands six percent text iso slash chinese month time clock boolean".split()
) + """ <style:style style:name="bold" style:family="text">
  <style:text-properties fo:font-weight="bold"/></style:style>
 <style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/>
 </style:style>
</office:automatic-styles>
<office:body><office:spreadsheet>
"""
TAIL = "</office:spreadsheet></office:body></office:document>\n"
EPOCH_1904 = """<table:calculation-settings>
<table:null-date table:date-value="1904-01-01"/></table:calculation-settings>
"""


def cell(kind=None, value=None, style=None, shown="", formula=None, attributes="", raw=None):
    out = "<table:table-cell" + attributes
    if style:
        out += ' table:style-name="%s"' % style
    if formula:
        out += ' table:formula="of:%s"' % escape(formula, {'"': "&quot;"})
    if kind:
        out += ' office:value-type="%s"' % kind
        name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value",
                "string": "string-value"}.get(kind, "value")
        if value is not None:
            out += ' office:%s="%s"' % (name, escape(value, {'"': "&quot;", "\n": "&#10;"}))
    return out + ">" + (raw if raw is not None else "<text:p>%s</text:p>" % escape(shown)) + \
        "</table:table-cell>"


def text(s, style=None):
    return cell("string", style=style,
                raw="".join("<text:p>%s</text:p>" % escape(p) for p in s.split("\n")))


def number(v, style=None):
    return cell("float", v, style)


def date(v, style="iso"):
    return cell("date", v, style)


def empty(n=1):
    return '<table:table-cell table:number-columns-repeated="%d"/>' % n


def row(*cells):
    return "<table:table-row>" + "".join(cells) + "</table:table-row>\n"


def empty_rows(n):
    return '<table:table-row table:number-rows-repeated="%d"><table:table-cell/></table:table-row>\n' % n


def table(name, *rows, style=""):
    return '<table:table table:name="%s"%s>\n' % (name, style) + "".join(rows) + "</table:table>\n"


KINDS = HEAD + table(
    "种类",
    row(text("文字"), text("数"), text("日期"), text("是否"), text("公式")),
    row(text("张三"), number("1234.56"), date("2018-06-30"), cell("boolean", "true", "boolean"),
        number("3"), cell("float", "7", formula="=[.B2]*0+7")),
    row(text("440799198001020012", "text"), number("1234.5", "two"), date("2018-06-30", "slash"),
        cell("boolean", "false", "boolean"),
        cell("string", "甲乙", formula='="甲"&"乙"')),
    row(text("00123", "text"), number("1234567.8", "thousands"), date("2018-06-30", "chinese"),
        cell("boolean", "true", "boolean", formula="=1=1"), cell("string", "", formula='=""')),
    row(text("=1+1", "text"), number("123", "six"), date("2018-06-30", "month"),
        empty(), cell("string", "#N/A", formula="=NA()", shown="#N/A")),
    row(text("两行\n文字"), number("0.125", "percent"), date("2018-06-30T08:30:00", "time"),
        empty(), cell("float", "0", formula="=1/0", shown="#DIV/0!")),
    row(text("a<b>&\"c\" _x0041_"), number("-0.000001"), date("2018-06-30T00:00:00", "time"),
        empty(), cell("float", "0.333333333333333", formula="=1/3")),
    row(cell("string", raw='<text:p><text:span text:style-name="bold">粗</text:span>细</text:p>'),
        number("440799198001010015"), date("1900-01-01"), cell("time", "PT08H30M00S", "clock")),
    row(text("𠮷野"), number("123456789012345"), date("1900-03-01")),
    row(empty(), number("0.1"), date("9999-12-31")),
) + table(
    "稀疏",
    empty_rows(2),
    row(empty(2), text("C3"), empty(700), text("ZZ+1")),
    empty_rows(1000),
    row(text("A1004")),
    empty_rows(3),
) + table("隐藏", row(text("看不见")), style=' table:style-name="hidden"') + table(
    "空表") + TAIL

EPOCH = HEAD + EPOCH_1904 + table(
    "表",
    row(text("日期"), text("数")),
    row(date("2018-06-30"), number("41819")),
    row(date("1904-01-02"), number("1.5")),
) + TAIL

# A list as offices keep it: a merged title and who fills it in above the header, a total below.
TITLED = HEAD + table(
    "户表",
    row(cell("string", raw="<text:p>赤水镇低收入家庭登记表</text:p>",
             attributes=' table:number-columns-spanned="4" table:number-rows-spanned="1"'),
        '<table:covered-table-cell table:number-columns-repeated="3"/>'),
    row(text("填报单位：赤水镇"), empty(2), text("2018年1月")),
    row(text("户号"), text("区划代码"), text("户口性质"), text("住房套数")),
    row(text("T1", "text"), text("440783116248", "text"), text("农村"), number("1")),
    row(number("17", "six"), number("440783116000"), text("城镇"), number("0")),
) + table("说明", row(text("本表由村委会填写"))) + TAIL


def people_fods(as_text):
    """The village's people: identity numbers as text, or as the numbers that were typed."""
    with open(os.path.join(VILLAGE, "people.csv"), encoding="utf-8-sig") as f:
        lines = [line.rstrip("\n").split(",") for line in f]
    rows = [row(*[text(c) for c in lines[0]])]
    for line in lines[1:]:
        cells = []
        for name, c in zip(lines[0], line):
            digits = c.isdigit()
            if not c:
                cells.append(empty())
            elif name == "公民身份号码" and as_text or not digits:
                cells.append(text(c, "text"))
            else:
                cells.append(number(c))
        rows.append(row(*cells))
    return HEAD + table("人员", *rows) + TAIL


def main():
    with tempfile.TemporaryDirectory() as folder:
        sources = {"kinds.fods": KINDS, "epoch-1904.fods": EPOCH, "titled.fods": TITLED,
                   "people.fods": people_fods(True), "typed-numbers.fods": people_fods(False)}
        for name, content in sources.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
                f.write(content)
        shutil.copy(os.path.join(VILLAGE, "households.csv"), os.path.join(folder, "households.csv"))
        subprocess.run(
            ["soffice", "-env:UserInstallation=file://" + folder + "/profile", "--headless",
             "--infilter=Text - txt - csv (StarCalc):44,34,76,1,1/2/2/2", "--convert-to", "xlsx",
             "--outdir", HERE, os.path.join(folder, "households.csv")], check=True)
        subprocess.run(
            ["soffice", "-env:UserInstallation=file://" + folder + "/profile", "--headless",
             "--convert-to", "xlsx", "--outdir", HERE]
            + [os.path.join(folder, name) for name in sources], check=True)


if __name__ == "__main__":
    main()
