# Facts as catalogue.csv has them, and what codes mean.
  village> GET /catalogue
  => 200
  {"facts": [{"id": "household_no", "group": null}, {"id": "division"},
    {"id": "residence", "label": "户口性质", "label_en": "residence", "codes": [{"code": "urban", "label": "城镇", "label_en": "urban"}, "..."], "fields": []}, "..."],
   "codes": {"category": [{"code": "destitute", "label": "特困", "label_en": "destitute"}, "..."], "standing": [{"code": "in_force", "label": "在保", "label_en": "in force"}, "..."], "measure": ["*", "..."], "item_kind": ["*", "..."], "item_state": ["*", "..."],
     "job_kind": [{"code": "import.households", "label": "导入户", "label_en": "households imported"}, "..."], "audit_action": [{"code": "*", "label": "*", "label_en": "*"}, "..."]}}

  nobody> GET /catalogue
  => 401
