#!/usr/bin/env python3
"""Writes the broken files of hostile.t into the current folder. hostile.py PACK"""
import re
import shutil
import sys

HEADER = "户号,公民身份号码,姓名\n"

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="n" name="m" id="d">
%s</definitions>
"""
DECISION = """<decision id="%s" name="%s"><variable name="%s"/>%s<literalExpression><text>%s</text></literalExpression></decision>
"""


def write(name, content):
    with open(name, "wb") as f:
        f.write(content if isinstance(content, bytes) else content.encode("utf-8"))


def decision(name, text, needs=""):
    if needs:
        needs = '<informationRequirement><requiredDecision href="#%s"/></informationRequirement>' % needs
    return DECISION % (name, name, name, needs, text)


def texts():
    write("cut.csv", HEADER + "B1,440790198001010018,甲\nB1,440790")
    write("cut-in-quotes.csv", HEADER + 'B1,"440790198001010018",甲\nB1,"440790')
    write("damaged.csv", HEADER.encode() + b"B1,2,\xff\n")
    write("utf16.csv", HEADER.encode("utf-16"))
    write("nul.csv", HEADER + "B1,\0,3\n")
    write("empty.csv", "")
    write("bytes.csv", bytes(range(256)) * 64)
    write("long-field.csv", HEADER + "B1," + "x" * 100_000_000 + ",3\n")
    write("open-quote.csv", HEADER + 'B1,"' + "x\n" * 1_000_000)
    write("wide-header.csv", ",".join("c%d" % i for i in range(1_000_000)) + "\n")
    write("wide-row.csv", HEADER + "1," * 1_000_000 + "\n")


def models():
    write("doctype.dmn", '<!DOCTYPE d [<!ENTITY a "b">]>' + MODEL % "")
    write("cycle.dmn", MODEL % (decision("甲", "乙", "乙") + decision("乙", "甲", "甲")))
    write("elements.dmn", "<a>" * 100_000)
    write("parentheses.dmn", MODEL % decision("甲", "(" * 10_000 + "1" + ")" * 10_000))
    write("ifs.dmn", MODEL % decision("甲", "if true then " * 10_000 + "1" + " else 2" * 10_000))
    write("not-xml.dmn", b"PK\3\4")


def packs(pack):
    shutil.copytree(pack, "zero")
    with open("zero/jiangmen.dmn", encoding="utf-8") as f:
        text = f.read()
    text, n = re.subn(r'(id="monthly_income.body"><text>).*?(</text>)',
                      r"\1家庭年可计入收入 / (成员数 - 成员数)\2", text, flags=re.S)
    assert n == 1
    write("zero/jiangmen.dmn", text)


texts()
models()
packs(sys.argv[1])
