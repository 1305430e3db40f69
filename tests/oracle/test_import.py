"""The import contract: cells, rows, files; statements over time."""

import datetime
import os
import tempfile
import unittest

from cells import UNKNOWN, Bad, check_digit, read, read_catalogue
from register import FileRefused, Register

CATALOGUE = read_catalogue()
DAY = datetime.date(2018, 1, 1)
LATER = datetime.date(2018, 6, 15)
TOWN = "440783116000"


def number(birth, order="121"):
    seventeen = "440791" + birth + order
    return seventeen + check_digit(seventeen)


class Cells(unittest.TestCase):
    def read(self, name, text, entity="person"):
        return read(CATALOGUE[entity][name], text)

    def refuse(self, name, *texts, entity="person"):
        for text in texts:
            with self.assertRaises(Bad, msg=text):
                self.read(name, text, entity)

    def test_money(self):
        for text, fen in (("1200", 120000), ("1200.5", 120050), ("1,200.00", 120000),
                          ("1，234，567.89", 123456789), ("１２００．５０", 120050),
                          ("1200.500", 120050), ("0.01", 1), (" 12 ", 1200), ("0", 0)):
            self.assertEqual(self.read("wage_income", text), fen, text)
        self.refuse("wage_income", "-1", "1.005", "1e3", "12,34", "abc", "1200元", "1.", ".5",
                    "--1", "1.2.3", "①")
        self.assertEqual(self.read("business_income", "-1,200.10"), -120010)
        self.assertEqual(self.read("business_income", "－３５０"), -35000)

    def test_integers(self):
        self.assertEqual(self.read("disability_grade", "２"), 2)
        self.refuse("disability_grade", "-1", "1.5", "5", "一级")

    def test_dates(self):
        wanted = datetime.date(2018, 6, 30)
        for text in ("2018-06-30", "2018/6/30", "2018/06/30", "20180630", "43281"):
            self.assertEqual(self.read("birth_date", text), wanted, text)
        self.assertEqual(self.read("birth_date", "1"), datetime.date(1900, 1, 1))
        self.assertEqual(self.read("birth_date", "61"), datetime.date(1900, 3, 1))
        self.refuse("birth_date", "2018-02-30", "2018/13/01", "20180631", "60", "0", "明年",
                    "2018.6.30")

    def test_booleans_and_codes(self):
        self.assertEqual([self.read("employed", t) for t in ("是", "true", "1")], [True] * 3)
        self.assertEqual([self.read("employed", t) for t in ("否", "false", "0")], [False] * 3)
        self.refuse("employed", "yes", "2", "有")
        self.assertEqual(self.read("health", "大病"), "serious")
        self.assertEqual(self.read("health", "serious"), "serious")
        self.refuse("health", "well", "健康 状况")
        self.assertEqual(self.read("poverty_cause", "因灾; illness", "household"),
                         ("disaster", "illness"))
        self.refuse("poverty_cause", "illness;laziness", entity="household")

    def test_identity_numbers(self):
        self.assertEqual(self.read("id_no", "11010519491231002x"), "11010519491231002X")
        self.assertEqual(self.read("id_no", "110105491231002"), "11010519491231002X")
        self.refuse("id_no", "110105194912310021", "11010519491231002", "11010519490230002X",
                    "11010519491231002XX", "1101054912310 2")

    def test_divisions(self):
        self.assertEqual(self.read("division", "440783116", "household"), TOWN)
        register = Register()
        for code, there in ((TOWN, True), ("440783116248", True), ("440783116203", False), ("440783000000", True),
                            ("440783999000", False), ("440783999001", False),
                            ("440799000000", False), ("440700000000", False)):
            self.assertIs(register._division(code), there, code)


class Files(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name
        self.register = Register()

    def load(self, entity, text, begin=DAY, encoding="utf-8", name="f.csv"):
        path = os.path.join(self.directory, name)
        with open(path, "wb") as stream:
            stream.write(text.encode(encoding))
        before = len(self.register.rejected)
        self.register.import_file(entity, path, begin)
        return [(line, column) for _, line, column, _ in self.register.rejected[before:]]

    def household(self, number="H1", date=DAY):
        return {n: (h, m) for n, h, m in self.register.at(date)}[number]

    def test_encodings_and_layouts(self):
        for index, (encoding, delimiter, end) in enumerate((
                ("utf-8", ",", "\n"), ("utf-8-sig", "\t", "\r\n"), ("gb18030", ",", "\r\n"),
                ("gb18030", "\t", "\n"))):
            text = end.join((delimiter.join(("区划代码", "household_no", '"户口性质"', "住址")),
                             delimiter.join(("440783", "H%d" % index, " 农村 ", '"a ""b"", 㐂"'))))
            self.assertEqual(self.load("household", text, encoding=encoding), [])
            state, _ = self.household("H%d" % index)
            self.assertEqual((state["division"], state["residence"], state["address"]),
                             ("440783000000", "rural", 'a "b", 㐂'))

    def test_whole_file_refused(self):
        for header in ("household_no", "household_no,division,颜色",
                       "household_no,户号,division"):
            with self.assertRaises(FileRefused):
                self.load("household", header + "\n")

    def test_absent_empty_withdrawn_missing(self):
        self.load("household", "household_no,division\nH1,440783116\n")
        one = number("19800505")
        self.load("person", "household_no,name,id_no,wage_income,basic_pension,schooling,insured\n"
                  "H1,a,%s,,,-,是\n" % one)
        _, [m] = self.household()
        self.assertEqual((m["wage_income"], m["basic_pension"], m["schooling"], m["insured"],
                          m["sex"], m["birth_date"]),
                         (UNKNOWN, 0, UNKNOWN, True, "male", datetime.date(1980, 5, 5)))
        self.assertNotIn("health", m)
        self.load("person", "household_no,name,id_no,wage_income,basic_pension\n"
                  "H1,a,%s,500,100\n" % one, begin=LATER)
        self.load("person", "household_no,name,id_no,wage_income,basic_pension,insured\n"
                  "H1,a,%s,,,未知\n" % one, begin=datetime.date(2018, 7, 1))
        _, [m] = self.household(date=LATER)
        self.assertEqual((m["wage_income"], m["basic_pension"], m["insured"]),
                         (50000, 10000, True))
        _, [m] = self.household(date=datetime.date(2018, 7, 1))
        self.assertEqual((m["wage_income"], m["basic_pension"], m["insured"]),
                         (50000, 0, UNKNOWN))
        _, [m] = self.household()
        self.assertIs(m["wage_income"], UNKNOWN)

    def test_rejected_rows(self):
        one, two, child = number("19800505"), number("19800506", "122"), number("20180301", "123")
        self.assertEqual(self.load("household", "\n".join((
            "household_no,division,vehicle_count", "H1,440783116,-1", "H1,440783116,1",
            "H1,440783116,2", ",440783116,0", "H2,440783999,0", "H3,,0", "H4,440783116248,0"))),
            [(2, "vehicle_count"), (4, "household_no"), (5, "household_no"), (6, "division"),
             (7, "division")])
        self.assertEqual(self.household()[0]["vehicle_count"], 1)
        rows = ("household_no,name,id_no,sex,birth_date,transfer_income,basic_pension",
                "H1,a,%s,女,,," % one, "H1,a,%s,,1980-05-06,," % one, "H1,a,%s,,,100,101" % one,
                "H9,a,%s,,,," % one, "H1,a,%s,男,19800505,100,100" % one,
                "H1,a,%s,,,," % (one[:6] + one[8:17]), "H1,b,%s,female,,,5" % two,
                "H1,c,,,,,", "H1,d,%s,,,," % child)
        self.assertEqual(self.load("person", "\n".join(rows)), [
            (2, "sex"), (3, "birth_date"), (4, "basic_pension"), (5, "household_no"),
            (7, "id_no"), (9, "id_no")])
        self.assertEqual([m["name"] for m in self.household()[1]], ["a", "b"])
        _, members = self.household(date=datetime.date(2018, 3, 1))
        self.assertEqual([m["name"] for m in members], ["a", "b", "d"])

    def test_rejected_row_states_nothing(self):
        self.load("household", "household_no,division,vehicle_count,dwelling_count\n"
                  "H1,440783116,0,1\n")
        self.load("household", "household_no,division,vehicle_count,dwelling_count\n"
                  "H1,440783116,1,x\n", begin=LATER)
        self.assertEqual(self.household(date=LATER)[0]["vehicle_count"], 0)

    def test_order_of_members(self):
        self.load("household", "household_no,division\nH1,440783116\n")
        people = [number("19800505", "%03d" % (900 - i)) for i in range(3)]
        header = "household_no,name,id_no\n"
        self.load("person", header + "".join("H1,%d,%s\n" % p for p in enumerate(people)))
        self.load("person", header + "H1,new,%s\nH1,0,%s\n" % (number("19800505", "001"),
                                                               people[0]), begin=LATER)
        self.assertEqual([m["name"] for m in self.household(date=LATER)[1]],
                         ["0", "1", "2", "new"])

    def test_line_numbers_count_lines_of_the_file(self):
        self.assertEqual(self.load(
            "household", 'household_no,division,address\nH1,440783116,"a\nb"\n\nH2,1,c\n'),
            [(5, "division")])


if __name__ == "__main__":
    unittest.main()
