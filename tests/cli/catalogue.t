The catalogue of facts; csv and json are never localised.

  $ heyi catalogue --format csv | head -n 4
  entity,id,label,group,type,unit,absent,min,max,codes
  household,household_no,户号,,text,,,,,
  household,division,区划代码,identity,division,,unknown,,,
  household,residence,户口性质,identity,code,,unknown,,,urban=城镇;rural=农村
  $ heyi catalogue --format json --lang zh | head -n 12
  {
    "catalogue": [
      {
        "entity": "household",
        "id": "household_no",
        "label": "户号",
        "group": "",
        "type": "text",
        "unit": "",
        "absent": "",
        "min": null,
        "max": null,
  $ heyi catalogue | head -n 6
  对象  标识                 名称                      组          类型      单位   空格                    最小  最大  取值
  ----  -------------------  ------------------------  ----------  --------  -----  ----------  ----------------  ----  ----------------------------------------------------------------
  家庭  household_no         户号                                  text                                                 
  家庭  division             区划代码                  identity    division         未知                                
  家庭  residence            户口性质                  identity    code             未知                                城镇、农村
  家庭  address              住址                      identity    text                                                 
  $ heyi catalogue --lang en | head -n 4
  entity     id                   label                     group       type      unit   empty cell                      min  max  codes
  ---------  -------------------  ------------------------  ----------  --------  -----  -----------------  ----------------  ---  ----------------------------------------------------------------
  household  household_no         户号                                  text                                                       
  household  division             区划代码                  identity    division         unknown                                   
