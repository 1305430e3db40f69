Files that are damaged, or made to harm. Each is refused with a reason, and soon.

  $ cat > book <<'END'; chmod +x book
  > #!/bin/sh
  > "$T/xlsx/book.py" b.xlsx "$@" && rows_driver b.xlsx
  > END
Old files, files with a password, other formats, no files.

  $ printf '\320\317\021\340\241\261\032\341....' > a.xls; rows_driver a.xls
  error -12
  a.xls：是旧格式（.xls）或有密码的文件；请在表格程序中去掉密码，另存为 .xlsx
  a.xls: this is an old .xls or a file with a password; remove the password and save it as .xlsx in a spreadsheet program
  $ rows_driver nothing.xlsx
  error -5
  nothing.xlsx：文件不存在
  nothing.xlsx: No such file or directory
  $ python3 -c "import zipfile; z=zipfile.ZipFile('a.ods','w'); z.writestr('mimetype','application/vnd.oasis.opendocument.spreadsheet'); z.close()"; rows_driver a.ods
  error -12
  a.ods：不是 .xlsx 工作簿（.ods、.xlsb、文档和其他压缩文件不能导入）；请在表格程序中另存为 .xlsx
  a.ods: this is no .xlsx workbook (.ods, .xlsb, documents and other zips can't be read); save it as .xlsx in a spreadsheet program
  $ python3 -c "import zipfile; zipfile.ZipFile('empty.xlsx','w').close()"; rows_driver empty.xlsx
  error -12
  empty.xlsx：不是 .xlsx 工作簿（.ods、.xlsb、文档和其他压缩文件不能导入）；请在表格程序中另存为 .xlsx
  empty.xlsx: this is no .xlsx workbook (.ods, .xlsb, documents and other zips can't be read); save it as .xlsx in a spreadsheet program
  $ ./book --part '_rels/.rels=<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.bin"/></Relationships>'
  error -12
  b.xlsx：不是 .xlsx 工作簿（.ods、.xlsb、文档和其他压缩文件不能导入）；请在表格程序中另存为 .xlsx
  b.xlsx: this is no .xlsx workbook (.ods, .xlsb, documents and other zips can't be read); save it as .xlsx in a spreadsheet program
  $ ./book --part 'xl/workbook.xml=<document/>'
  error -12
  b.xlsx：不是 .xlsx 工作簿（.ods、.xlsb、文档和其他压缩文件不能导入）；请在表格程序中另存为 .xlsx
  b.xlsx: this is no .xlsx workbook (.ods, .xlsb, documents and other zips can't be read); save it as .xlsx in a spreadsheet program
Cut off, with a byte changed.

  $ ./book '<row><c><v>1</v></c></row>' --repeat 300 > ok.txt; tail -n 1 ok.txt; size=$(wc -c < b.xlsx); for n in 30 $((size / 2)) $((size - 1)); do head -c $n b.xlsx > cut.xlsx; rows_driver cut.xlsx; done
  300: 1
  error -3
  cut.xlsx：文件不完整，可能没有下载或复制完；请重新取得该文件
  cut.xlsx: the file is incomplete; download or copy it again
  error -3
  cut.xlsx：文件不完整，可能没有下载或复制完；请重新取得该文件
  cut.xlsx: the file is incomplete; download or copy it again
  error -3
  cut.xlsx：文件不完整，可能没有下载或复制完；请重新取得该文件
  cut.xlsx: the file is incomplete; download or copy it again
  $ python3 -c "d=bytearray(open('b.xlsx','rb').read()); i=d.index(b'sheet1.xml')+40; d[i]^=0x55; open('c.xlsx','wb').write(d)"; rows_driver c.xlsx | tail -n 3
  error -3
  c.xlsx：文件已损坏或不完整（Zlib error: data error）；请重新复制，或在表格程序中打开后另存
  c.xlsx: the file is damaged or incomplete (Zlib error: data error); copy it again, or open it in a spreadsheet program and save it anew
Encrypted entries.

  $ python3 -c "
  > d=bytearray(open('b.xlsx','rb').read()); i=d.find(b'PK\x01\x02')
  > while i >= 0:
  >     d[i+8] |= 1; i=d.find(b'PK\x01\x02', i+1)
  > open('c.xlsx','wb').write(d)"; rows_driver c.xlsx
  error -12
  c.xlsx：文件有密码；请去掉密码后另存
  c.xlsx: the file has a password; remove it and save the file
Names.

  $ ./book --twice xl/workbook.xml
  error -3
  b.xlsx：压缩包里有重名的文件；请在表格程序中打开后另存
  b.xlsx: the zip has two entries of the same name; open it in a spreadsheet program and save it anew
  $ ./book --part XL/Workbook.xml=x
  error -3
  b.xlsx：压缩包里有重名的文件；请在表格程序中打开后另存
  b.xlsx: the zip has two entries of the same name; open it in a spreadsheet program and save it anew
  $ ./book --part /etc/passwd=x
  error -3
  b.xlsx：压缩包里有不合规的文件名；请在表格程序中打开后另存
  b.xlsx: the zip has an entry with a forbidden name; open it in a spreadsheet program and save it anew
  $ ./book --part ../x=x
  error -3
  b.xlsx：压缩包里有不合规的文件名；请在表格程序中打开后另存
  b.xlsx: the zip has an entry with a forbidden name; open it in a spreadsheet program and save it anew
  $ ./book --part 'a\b=x'
  error -3
  b.xlsx：压缩包里有不合规的文件名；请在表格程序中打开后另存
  b.xlsx: the zip has an entry with a forbidden name; open it in a spreadsheet program and save it anew
  $ ./book --rename xl/worksheets/sheet1.xml=xl/sheet1.xml
  error -5
  b.xlsx：缺少部件 xl/worksheets/sheet1.xml；请在表格程序中打开后另存
  b.xlsx: the part xl/worksheets/sheet1.xml is missing; open it in a spreadsheet program and save it anew
  $ ./book --part 'xl/_rels/workbook.xml.rels=<Relationships><Relationship Id="r0" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" TargetMode="External" Target="file:///etc/passwd"/></Relationships>'
  error -3
  b.xlsx：压缩包里有部件指向文件之外；请在表格程序中打开后另存
  b.xlsx: the zip has a part that lies outside of it; open it in a spreadsheet program and save it anew
  $ ./book --part 'xl/_rels/workbook.xml.rels=<Relationships><Relationship Id="r0" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="../../../etc/passwd"/></Relationships>'
  error -3
  b.xlsx：压缩包里有部件指向文件之外；请在表格程序中打开后另存
  b.xlsx: the zip has a part that lies outside of it; open it in a spreadsheet program and save it anew
  $ ./book --part 'xl/_rels/workbook.xml.rels=<Relationships/>'
  error -7
  b.xlsx：没有可见的工作表
  b.xlsx: there is no visible sheet
Bombs: a high ratio, many entries.

  $ ./book --bomb 100
  sheet 甲
  error -4
  b.xlsx：部件 xl/worksheets/sheet1.xml 的压缩比超过 500 倍，疑为压缩炸弹；请在表格程序中打开后另存
  b.xlsx: the part xl/worksheets/sheet1.xml unpacks to more than 500 times its size, as a zip bomb does; open it in a spreadsheet program and save it anew
  $ python3 -c "
  > import zipfile
  > z=zipfile.ZipFile('many.xlsx','w')
  > for i in range(11000): z.writestr(str(i),'')
  > z.close()"; rows_driver many.xlsx
  error -4
  many.xlsx：压缩包内的文件超过 10000 个
  many.xlsx: more than 10000 entries in the zip
The number of entries stands in a record that only the locator of 64-bit zips leads to; a sound one of these is read.

  $ cat > zip64 <<'END'; chmod +x zip64
  > #!/usr/bin/env python3
  > import struct, sys
  > entries, told, place = (int(a) for a in sys.argv[1:])
  > d = open("b.xlsx", "rb").read()
  > end = d[-22:]
  > size, start = struct.unpack("<II", end[12:20])
  > n = entries or struct.unpack("<H", end[10:12])[0]
  > with open("z.xlsx", "wb") as f:
  >     f.write(d[:-22] + struct.pack("<IQHHIIQQQQ", 0x06064b50, 44, 45, 45, 0, 0, n, n, size, start))
  >     f.write(struct.pack("<IIQI", 0x07064b50, 0, len(d) - 22 + place, 1))
  >     f.write(end[:8] + struct.pack("<HH", told or n, told or n) + end[12:])
  > END
  $ ./book '<row><c><v>1</v></c></row>' > ok.txt; ./zip64 0 0 0; rows_driver z.xlsx; ./zip64 0 65535 0; rows_driver z.xlsx
  sheet 甲
  1: 1
  sheet 甲
  1: 1
  $ ./zip64 5000000 5 0; rows_driver z.xlsx; ./zip64 5000000 5 1000; rows_driver z.xlsx; ./zip64 5 0 -4; rows_driver z.xlsx
  error -4
  z.xlsx：压缩包内的文件超过 10000 个
  z.xlsx: more than 10000 entries in the zip
  error -3
  z.xlsx：压缩包的目录前后不一致；请在表格程序中打开后另存
  z.xlsx: the zip has a directory that contradicts itself; open it in a spreadsheet program and save it anew
  error -3
  z.xlsx：压缩包的目录前后不一致；请在表格程序中打开后另存
  z.xlsx: the zip has a directory that contradicts itself; open it in a spreadsheet program and save it anew
One huge cell, row, tag; deep nesting, many columns.

  $ python3 - <<'END'
  > import subprocess, os
  > book = os.environ["T"] + "/xlsx/book.py"
  > def show(name, rows, *more):
  >     open("rows", "w").write(rows)
  >     code = open(book).read().replace('o.rows * o.repeat', 'open("rows").read()')
  >     subprocess.run(["python3", "-c", code, "big.xlsx", "--stored", *more], check=True)
  >     print(name); print(subprocess.run(["rows_driver", "big.xlsx"], capture_output=True, text=True).stdout[-400:], end="")
  > show("cell", "<row><c t='inlineStr'><is><t>" + "x" * (2 << 20) + "</t></is></c></row>")
  > show("row", "<row>" + ("<c t='str'><v>" + "x" * 1000000 + "</v></c>") * 20 + "</row>")
  > show("tag", "<row " + "x" * (8 << 20))
  > show("attribute", "<row spans='" + "x" * (8 << 20))
  > show("comment", "<!--" + "x" * (8 << 20))
  > show("deep", "<a>" * 1000)
  > show("columns", "<row>" + "<c><v>1</v></c>" * 5000 + "</row>")
  > END
  cell
  sheet 甲
  error -4
  big.xlsx 工作表“甲”单元格 A1：内容超过 1048576 字节；请缩短
  big.xlsx, sheet "甲", cell A1: longer than 1048576 bytes; shorten it
  row
  sheet 甲
  error -4
  big.xlsx 工作表“甲”单元格 Q1：到此为止这一行已超过 16777216 字节；请缩短
  big.xlsx, sheet "甲", cell Q1: the row up to here is longer than 16777216 bytes; shorten it
  tag
  sheet 甲
  error -4
  big.xlsx/xl/worksheets/sheet1.xml 第 1 行第 89 列：一个标记或注释超过 4194304 字节
  big.xlsx/xl/worksheets/sheet1.xml, line 1, column 89: a tag or comment is longer than 4194304 bytes
  attribute
  sheet 甲
  error -4
  big.xlsx/xl/worksheets/sheet1.xml 第 1 行第 89 列：一个标记或注释超过 4194304 字节
  big.xlsx/xl/worksheets/sheet1.xml, line 1, column 89: a tag or comment is longer than 4194304 bytes
  comment
  sheet 甲
  error -4
  big.xlsx/xl/worksheets/sheet1.xml 第 1 行第 89 列：一个标记或注释超过 4194304 字节
  big.xlsx/xl/worksheets/sheet1.xml, line 1, column 89: a tag or comment is longer than 4194304 bytes
  deep
  sheet 甲
  error -4
  big.xlsx/xl/worksheets/sheet1.xml 第 1 行第 851 列：元素嵌套超过 256 层
  big.xlsx/xl/worksheets/sheet1.xml, line 1, column 851: elements nested more than 256 deep
  columns
  sheet 甲
  error -4
  big.xlsx 工作表“甲”单元格 FAO1：超过 4096 列；请检查表格右侧是否有多余的内容
  big.xlsx, sheet "甲", cell FAO1: more than 4096 columns; is there something far to the right of the list?
  $ ./book '<row><c t="s"><v>0</v></c></row>' --part 'xl/sharedStrings.xml=x' --strings ''
  error -3
  b.xlsx/xl/sharedStrings.xml 第 1 行第 1 列：此处不合 XML 语法，或不是所声明的编码
  b.xlsx/xl/sharedStrings.xml, line 1, column 1: not well-formed here, or not in the declared encoding
References.

  $ ./book '<row r="2"/><row r="1"/>'
  sheet 甲
  error -3
  b.xlsx 工作表“甲”第 2 行：其后一行的行号“1”没有递增，或超过 1048576
  b.xlsx, sheet "甲", row 2: the next row's number "1" doesn't go up, or is above 1048576
  $ ./book '<row r="2"/><row r="2"/>'
  sheet 甲
  error -3
  b.xlsx 工作表“甲”第 2 行：其后一行的行号“2”没有递增，或超过 1048576
  b.xlsx, sheet "甲", row 2: the next row's number "2" doesn't go up, or is above 1048576
  $ ./book '<row r="1048576"><c><v>1</v></c></row><row/>'
  sheet 甲
  1048576: 1
  error -3
  b.xlsx 工作表“甲”第 1048576 行：其后一行的行号“”没有递增，或超过 1048576
  b.xlsx, sheet "甲", row 1048576: the next row's number "" doesn't go up, or is above 1048576
  $ ./book '<row r="1048577"/>'; ./book '<row r="0"/>'; ./book '<row r="x"/>'
  sheet 甲
  error -3
  b.xlsx 工作表“甲”：其后一行的行号“1048577”没有递增，或超过 1048576
  b.xlsx, sheet "甲": the next row's number "1048577" doesn't go up, or is above 1048576
  sheet 甲
  error -3
  b.xlsx 工作表“甲”：其后一行的行号“0”没有递增，或超过 1048576
  b.xlsx, sheet "甲": the next row's number "0" doesn't go up, or is above 1048576
  sheet 甲
  error -3
  b.xlsx 工作表“甲”：其后一行的行号“x”没有递增，或超过 1048576
  b.xlsx, sheet "甲": the next row's number "x" doesn't go up, or is above 1048576
  $ ./book '<row><c r="B1"/><c r="A1"/></row>'
  sheet 甲
  error -3
  b.xlsx 工作表“甲”单元格 B1：其后的单元格没有递增，或超过 XFD 列
  b.xlsx, sheet "甲", cell B1: the cell behind it doesn't go up, or is beyond column XFD
  $ ./book '<row><c r="B1"/><c r="B1"/></row>'
  sheet 甲
  error -3
  b.xlsx 工作表“甲”单元格 B1：其后的单元格没有递增，或超过 XFD 列
  b.xlsx, sheet "甲", cell B1: the cell behind it doesn't go up, or is beyond column XFD
  $ ./book '<row><c r="A2"/></row>'; ./book '<row><c r="1"/></row>'; ./book '<row><c r="A"/></row>'; ./book '<row><c r="$A$1"/></row>'
  sheet 甲
  error -3
  b.xlsx 工作表“甲”第 1 行：其后的单元格位置“A2”不对
  b.xlsx, sheet "甲", row 1: the cell behind it has a wrong place, "A2"
  sheet 甲
  error -3
  b.xlsx 工作表“甲”第 1 行：其后的单元格位置“1”不对
  b.xlsx, sheet "甲", row 1: the cell behind it has a wrong place, "1"
  sheet 甲
  error -3
  b.xlsx 工作表“甲”第 1 行：其后的单元格位置“A”不对
  b.xlsx, sheet "甲", row 1: the cell behind it has a wrong place, "A"
  sheet 甲
  error -3
  b.xlsx 工作表“甲”第 1 行：其后的单元格位置“$A$1”不对
  b.xlsx, sheet "甲", row 1: the cell behind it has a wrong place, "$A$1"
  $ ./book '<row><c r="XFE1"/></row>'; ./book '<row><c r="AAAAAAAAAAAAAA1"/></row>'; ./book '<row><c r="XFD1"/><c/></row>'
  sheet 甲
  error -3
  b.xlsx 工作表“甲”第 1 行：其后的单元格位置“XFE1”不对
  b.xlsx, sheet "甲", row 1: the cell behind it has a wrong place, "XFE1"
  sheet 甲
  error -3
  b.xlsx 工作表“甲”第 1 行：其后的单元格位置“AAAAAAAAAAAAAA1”不对
  b.xlsx, sheet "甲", row 1: the cell behind it has a wrong place, "AAAAAAAAAAAAAA1"
  sheet 甲
  error -3
  b.xlsx 工作表“甲”单元格 XFD1：其后的单元格没有递增，或超过 XFD 列
  b.xlsx, sheet "甲", cell XFD1: the cell behind it doesn't go up, or is beyond column XFD
  $ ./book '<row><c r="XFD1"><v>1</v></c></row>'; ./book '<row><c r="XFD1" s="0"/></row>'
  sheet 甲
  error -4
  b.xlsx 工作表“甲”单元格 XFD1：超过 4096 列；请检查表格右侧是否有多余的内容
  b.xlsx, sheet "甲", cell XFD1: more than 4096 columns; is there something far to the right of the list?
  sheet 甲
  $ ./book '<row><c t="s"><v>0</v></c></row>'; ./book '<row><c t="s"><v>1</v></c></row>' --strings '<si/>'; ./book '<row><c t="s"><v>-1</v></c></row>' --strings '<si/>'; ./book '<row><c t="s"><v>x</v></c></row>' --strings '<si/>'
  sheet 甲
  error -3
  b.xlsx 工作表“甲”单元格 A1：没有第“0”个共享字符串；请在表格程序中打开后另存
  b.xlsx, sheet "甲", cell A1: there is no shared string "0"; open the file in a spreadsheet program and save it anew
  sheet 甲
  error -3
  b.xlsx 工作表“甲”单元格 A1：没有第“1”个共享字符串；请在表格程序中打开后另存
  b.xlsx, sheet "甲", cell A1: there is no shared string "1"; open the file in a spreadsheet program and save it anew
  sheet 甲
  error -3
  b.xlsx 工作表“甲”单元格 A1：没有第“-1”个共享字符串；请在表格程序中打开后另存
  b.xlsx, sheet "甲", cell A1: there is no shared string "-1"; open the file in a spreadsheet program and save it anew
  sheet 甲
  error -3
  b.xlsx 工作表“甲”单元格 A1：没有第“x”个共享字符串；请在表格程序中打开后另存
  b.xlsx, sheet "甲", cell A1: there is no shared string "x"; open the file in a spreadsheet program and save it anew
  $ ./book '<row><c s="1"><v>1</v></c></row>'; ./book '<row><c s="-1"><v>1</v></c></row>'; ./book '<row><c t="z"><v>1</v></c></row>'
  sheet 甲
  error -3
  b.xlsx 工作表“甲”单元格 A1：没有编号为“1”的格式
  b.xlsx, sheet "甲", cell A1: there is no style "1"
  sheet 甲
  error -3
  b.xlsx 工作表“甲”单元格 A1：没有编号为“-1”的格式
  b.xlsx, sheet "甲", cell A1: there is no style "-1"
  sheet 甲
  error -3
  b.xlsx 工作表“甲”单元格 A1：不认识的单元格类型“z”
  b.xlsx, sheet "甲", cell A1: unknown type of cell "z"
XML: a DOCTYPE in any part, bad forms, another root, two sets of data.

  $ ./book --sheet '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
  sheet 甲
  error -12
  b.xlsx/xl/worksheets/sheet1.xml 第 1 行第 13 列：不接受 DOCTYPE 声明；请删去 <!DOCTYPE …>
  b.xlsx/xl/worksheets/sheet1.xml, line 1, column 13: DOCTYPE is not accepted; remove <!DOCTYPE …>
  $ ./book --part 'xl/workbook.xml=<!DOCTYPE x><workbook/>'
  error -12
  b.xlsx/xl/workbook.xml 第 1 行第 12 列：不接受 DOCTYPE 声明；请删去 <!DOCTYPE …>
  b.xlsx/xl/workbook.xml, line 1, column 12: DOCTYPE is not accepted; remove <!DOCTYPE …>
  $ ./book --part '_rels/.rels=<!DOCTYPE x><Relationships/>'
  error -12
  b.xlsx/_rels/.rels 第 1 行第 12 列：不接受 DOCTYPE 声明；请删去 <!DOCTYPE …>
  b.xlsx/_rels/.rels, line 1, column 12: DOCTYPE is not accepted; remove <!DOCTYPE …>
  $ ./book --strings '' --part 'xl/sharedStrings.xml=<!DOCTYPE x><sst/>'
  error -12
  b.xlsx/xl/sharedStrings.xml 第 1 行第 12 列：不接受 DOCTYPE 声明；请删去 <!DOCTYPE …>
  b.xlsx/xl/sharedStrings.xml, line 1, column 12: DOCTYPE is not accepted; remove <!DOCTYPE …>
  $ ./book --formats 0 --part 'xl/styles.xml=<!DOCTYPE x><styleSheet/>'
  error -12
  b.xlsx/xl/styles.xml 第 1 行第 12 列：不接受 DOCTYPE 声明；请删去 <!DOCTYPE …>
  b.xlsx/xl/styles.xml, line 1, column 12: DOCTYPE is not accepted; remove <!DOCTYPE …>
  $ ./book --strings '' --part 'xl/sharedStrings.xml=<html/>'
  error -7
  b.xlsx/xl/sharedStrings.xml：不是字符串表
  b.xlsx/xl/sharedStrings.xml: this is no table of strings
  $ ./book --sheet '<html/>'
  sheet 甲
  error -7
  b.xlsx 工作表“甲”：不是工作表
  b.xlsx, sheet "甲": this is no worksheet
  $ ./book --sheet '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/><sheetData/></worksheet>'
  sheet 甲
  error -3
  b.xlsx 工作表“甲”：有两份数据
  b.xlsx, sheet "甲": there are two sets of data
  $ ./book '<row><c><v>1</v></row>'
  sheet 甲
  error -3
  b.xlsx/xl/worksheets/sheet1.xml 第 1 行第 107 列：结束标签与开始标签不符
  b.xlsx/xl/worksheets/sheet1.xml, line 1, column 107: the end tag does not match the start tag
  $ ./book --sheet ''
  sheet 甲
  error -3
  b.xlsx/xl/worksheets/sheet1.xml 第 1 行第 1 列：文档没有根元素
  b.xlsx/xl/worksheets/sheet1.xml, line 1, column 1: the document has no root element
  $ ./book '&a;'
  sheet 甲
  error -3
  b.xlsx/xl/worksheets/sheet1.xml 第 1 行第 89 列：实体没有定义；请直接写出字符
  b.xlsx/xl/worksheets/sheet1.xml, line 1, column 89: an entity is not defined; write the character itself
