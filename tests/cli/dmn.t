Decision models from the command line. What could not be evaluated is named by the file's line and
by the decision, and the exit status says so; the other decisions are printed all the same.

  $ cat > grant.dmn <<'X'
  > <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:grant" name="grant">
  >   <itemDefinition name="tIncome"><typeRef>number</typeRef><allowedValues><text>&gt;= 0</text></allowedValues></itemDefinition>
  >   <inputData id="i" name="收入"><variable name="收入" typeRef="tIncome"/></inputData>
  >   <inputData id="j" name="人数"><variable name="人数" typeRef="number"/></inputData>
  >   <decision id="a" name="人均收入">
  >     <variable name="人均收入" typeRef="number"/>
  >     <informationRequirement><requiredInput href="#i"/></informationRequirement>
  >     <informationRequirement><requiredInput href="#j"/></informationRequirement>
  >     <literalExpression>
  >       <text>
  >         // per head
  >         round half up(
  >           收入 / 人数, 2)
  >       </text>
  >     </literalExpression>
  >   </decision>
  >   <decision id="b" name="等级">
  >     <variable name="等级" typeRef="string"/>
  >     <informationRequirement><requiredDecision href="#a"/></informationRequirement>
  >     <decisionTable hitPolicy="UNIQUE">
  >       <input><inputExpression><text>人均收入</text></inputExpression></input>
  >       <output typeRef="string"/>
  >       <annotation name="依据"/>
  >       <rule><inputEntry><text>&lt; 900</text></inputEntry><outputEntry><text>"低"</text></outputEntry></rule>
  >       <rule><inputEntry><text>&lt; 1800</text></inputEntry><outputEntry><text>"中"</text></outputEntry><annotationEntry><text>第七条</text></annotationEntry></rule>
  >     </decisionTable>
  >   </decision>
  > </definitions>
  > X
  $ echo '{"收入": 3000, "人数": 3}' > in.json
  $ heyi dmn eval grant.dmn --input in.json
  {
    "人均收入": 1000,
    "等级": "中"
  }
  $ heyi dmn eval grant.dmn --input '{"收入": 1000, "人数": 3}' --lang en
  grant.dmn:25: 等级: rows 1 and 2 hold at once, but the hit policy is UNIQUE
  {
    "人均收入": 333.33,
    "等级": null
  }
  [3]
  $ heyi dmn eval grant.dmn --input - < in.json
  {
    "人均收入": 1000,
    "等级": "中"
  }

The steps, with the conditions of the rows that were taken.

  $ heyi dmn eval grant.dmn --input in.json --trace
  人均收入 = 1000
  等级 = "中"
    第 2 行：人均收入 < 1800
      依据：第七条
  {
    "人均收入": 1000,
    "等级": "中"
  }

A line of the file for an error inside a text of several lines.

  $ heyi dmn eval grant.dmn --input '{"收入": 1000, "人数": 0}'
  grant.dmn:13: 人均收入: 收入 / 人数: 除数为零
  {
    "人均收入": null,
    "等级": null
  }
  [3]

An input that its type refuses, or that isn't there.

  $ heyi dmn eval grant.dmn --input '{"收入": -1, "人数": 2}'
  grant.dmn:3: 收入: -1 不是类型 tIncome 允许的值
  {
    "人均收入": null,
    "等级": null
  }
  [3]
  $ heyi dmn eval grant.dmn --input '{"收入": "x"}'
  heyi: “收入”：应为 tIncome，如 123.45
  [3]
  $ echo '{"收人": 1}' > typo.json
  $ heyi dmn eval grant.dmn --input typo.json
  heyi: typo.json：模型没有输入“收人”；它的输入是：收入, 人数
  [3]

A model that can't be read in part, also where no decision needs that part.

  $ cat > parts.dmn <<'X'
  > <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:parts" name="parts">
  >   <businessKnowledgeModel id="k" name="unused"><variable name="unused"/>
  >     <encapsulatedLogic><literalExpression><text>1 +</text></literalExpression></encapsulatedLogic>
  >   </businessKnowledgeModel>
  >   <decision id="a" name="good"><variable name="good"/><literalExpression><text>1 + 1</text></literalExpression></decision>
  > </definitions>
  > X
  $ heyi dmn eval parts.dmn
  parts.dmn:3: 错误 [syntax] unused: 第 1 行第 4 列：表达式在此结束，此处应为：值或名称
  {
    "good": 2
  }
  [3]

An error inside a value, one that was looked for, and names that no expression can hold.

  $ cat > names.dmn <<'X'
  > <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:names" name="names">
  >   <decision id="a" name="inner"><variable name="inner"/><literalExpression><text>[1, {a: 1 / 0}]</text></literalExpression></decision>
  >   <decision id="b" name="in stock"><variable name="in stock"/><literalExpression><text>if (1 / 0) = null then "none" else "some"</text></literalExpression></decision>
  > </definitions>
  > X
  $ heyi dmn eval names.dmn --lang en
  names.dmn:2: inner: 1 / 0: division by zero
  names.dmn:3: in stock: (1 / 0): division by zero
  {
    "inner": [
      1,
      {
        "a": null
      }
    ],
    "in stock": "none"
  }
  [3]
  $ heyi dmn check names.dmn --lang en
  names.dmn:3: warning [name] in stock: no expression can refer to the name "in stock": it begins with a keyword (in, for, if …) or no letter, or holds other signs
  names.dmn:2: error [type] inner: "1 / 0" always fails: division by zero
  names.dmn:3: error [type] in stock: "1 / 0" always fails: division by zero
  [3]

A value that JSON can't hold.

  $ cat > deep.dmn <<'X'
  > <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:deep" name="deep">
  >   <decision id="a" name="deep"><variable name="deep"/><literalExpression><text>(for i in 1..1000000 return if i = 1 then [] else [partial[-1]])[-1]</text></literalExpression></decision>
  > </definitions>
  > X
  $ heyi dmn eval deep.dmn --lang en
  deep.dmn:2: deep: the value is nested deeper than 512 levels or has more than 20000000 parts: it can't be written
  {
    "deep": null
  }
  [3]

Folders without tests are told, the others run.

  $ mkdir none some
  $ cp grant.dmn some
  $ cat > some/grant-test-01.xml <<'X'
  > <testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  >   <modelName>grant.dmn</modelName>
  >   <labels><label>Money</label></labels>
  >   <testCase id="1"><inputNode name="人均收入"><value xsi:type="xsd:decimal">1000</value></inputNode>
  >     <resultNode name="等级" type="decision"><expected><value xsi:type="xsd:string">中</value></expected></resultNode></testCase>
  >   <testCase id="2"><inputNode name="人均收入"><value xsi:type="xsd:decimal">1</value></inputNode>
  >     <resultNode name="等级" type="decision"><expected><value xsi:type="xsd:string">低</value></expected></resultNode></testCase>
  > </testCases>
  > X
  $ heyi dmn test none some --lang en
  heyi: none: no tests found (*-test-*.xml); check the path
  some/grant-test-01.xml	1	pass	
  some/grant-test-01.xml	2	fail	等级: expected "低", got null (rows 1 and 2 hold at once, but the hit policy is UNIQUE)
  1 passed, 1 failed
  [3]
  $ heyi dmn test some/..
  some/../some/grant-test-01.xml	1	pass	
  some/../some/grant-test-01.xml	2	fail	等级: expected "低", got null (rows 1 and 2 hold at once, but the hit policy is UNIQUE)
  1 passed, 1 failed
  [3]
