# Sources and their definitions: read by everybody who may look, changed by the county.
  village> GET /sources
  => 200
  {"items": ["..."], "tolerances": ["..."], "standings": ["..."], "hash": "<hash>", "built_in": true}

  village> GET /sources/vehicle
  => 200
  ETag: "v1"
  {"name": "vehicle", "label": "机动车", "standing": 300, "dated": "span", "attributes": ["vehicle_count"],
   "facts": [{"attribute": "vehicle_count", "how": "count", "condition": "~车辆类型 in .*", "absent": "0"}],
   "version": 1, "content": "*"}

  village> GET /sources/nowhere
  => 404
  {"code": "not-found"}

  administrator> GET /sources
  => 403

# A definition is checked as a whole, and kept only with a reason and on the version that it was read with.
  town> POST /sources/vehicle/check
  {"content": "item,name\n"}
  => 403

  county> POST /sources/vehicle/check
  {"content": "item,name,rule,value,condition,absent,note\nsource,label,,机动车,,,\n"}
  => 200
  {"sound": false, "problem": "~.*department.*", "problem_en": "~vehicle.csv.*department.*"}

  county> POST /sources/permits/check
  {"content": "item,name,rule,value,condition,absent,note\nsource,label,,许可证,,,\nsource,department,,市监,,,\nsource,clause,,JM23-2.2b,,,\nsource,standing,,300,,,\nsource,dated,,none,,,\ncolumn,公民身份号码,id_no,,,refused,\ncolumn,姓名,name,,,refused,\nfact,business_registered,any,,,否,\n"}
  => 200
  {"sound": true, "problem": null, "problem_en": null}

  county> PUT /sources/permits
  {"content": "item,name,rule,value,condition,absent,note\nsource,label,,许可证,,,\nsource,department,,市监,,,\nsource,clause,,JM23-2.2b,,,\nsource,standing,,300,,,\nsource,dated,,none,,,\ncolumn,公民身份号码,id_no,,,refused,\ncolumn,姓名,name,,,refused,\nfact,business_registered,any,,,否,\n", "reason": "市监局新开放"}
  => 428

  county> PUT /sources/permits
  If-Match: "v1"
  {"content": "item,name,rule,value,condition,absent,note\nsource,label,,许可证,,,\nsource,department,,市监,,,\nsource,clause,,JM23-2.2b,,,\nsource,standing,,300,,,\nsource,dated,,none,,,\ncolumn,公民身份号码,id_no,,,refused,\ncolumn,姓名,name,,,refused,\nfact,business_registered,any,,,否,\n", "reason": "市监局新开放"}
  => 412

  county> PUT /sources/permits
  If-Match: "v0"
  {"content": "item,name,rule,value,condition,absent,note\nsource,label,,许可证,,,\nsource,department,,市监,,,\nsource,clause,,JM23-2.2b,,,\nsource,standing,,300,,,\nsource,dated,,none,,,\ncolumn,公民身份号码,id_no,,,refused,\ncolumn,姓名,name,,,refused,\nfact,business_registered,any,,,否,\n", "reason": "市监局新开放"}
  => 200
  {"version": 2}

  village> GET /sources/permits
  => 200
  ETag: "v2"
  {"label": "许可证", "version": 2}

  village> GET /sources/vehicle
  => 200
  ETag: "v1"
  {"version": 1}

  village> GET /sources/permits/versions
  => 200
  {"items": [{"version": 2, "by": "county", "reason": "市监局新开放", "built_in": false, "content": "*"}]}

  village> GET /sources/nowhere/versions
  => 404
