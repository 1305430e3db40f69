"""Judges responses by the joined OpenAPI document: the part of JSON Schema that script/openapi lets
fragments use."""
import re

TYPES = {
    "string": lambda v: isinstance(v, str),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "boolean": lambda v: isinstance(v, bool),
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "null": lambda v: v is None,
}
FORMATS = {"date": r"\d{4}-\d\d-\d\d", "date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"}


class Document:
    def __init__(self, document):
        self.document = document
        self.routes = []
        prefix = document["servers"][0]["url"]
        for path, item in document["paths"].items():
            shape = re.sub(r"\{.*?\}", "[^/]+", prefix + path)
            for method, operation in item.items():
                self.routes.append((method.upper(), path.count("{"), re.compile(shape), operation))
        # words before parameters
        self.routes.sort(key=lambda route: route[1])

    def operation(self, method, path):
        for known, _, shape, operation in self.routes:
            if known == method and shape.fullmatch(path):
                return operation
        return None

    def resolve(self, thing):
        while "$ref" in thing:
            at = self.document
            for word in thing["$ref"][2:].split("/"):
                at = at[word]
            thing = at
        return thing

    def faults(self, operation, status, media, value, selected):
        """What is wrong with a response. value: the JSON, None where it has none. selected: the
        request had `fields`, so that members may be missing."""
        if operation is None:
            problem = {"$ref": "#/components/schemas/Problem"}
            return list(self.judge(problem, value, "", False))
        response = operation["responses"].get(str(status))
        if response is None:
            return ["status %d is not described" % status]
        content = self.resolve(response).get("content", {})
        if not content:
            return ["content is not described"] if media else []
        if media not in content:
            return ["content of type %s is not described" % (media or "none")]
        if not media.endswith("json"):
            return []
        return list(self.judge(content[media].get("schema", {}), value, "", selected))

    def judge(self, schema, v, at, selected):
        schema = self.resolve(schema)
        if "anyOf" in schema:
            tries = [list(self.judge(s, v, at, selected)) for s in schema["anyOf"]]
            if all(tries):
                yield from min(tries, key=len)
            return
        types = schema.get("type", list(TYPES))
        if not any(TYPES[t](v) for t in ([types] if isinstance(types, str) else types)):
            yield "%s: %s is no %s" % (at or "/", short(v), types)
            return
        if v is None:
            return
        if "enum" in schema and v not in schema["enum"]:
            yield "%s: %s is none of %s" % (at, short(v), schema["enum"])
        if isinstance(v, str):
            yield from self.judge_text(schema, v, at)
        elif isinstance(v, dict):
            yield from self.judge_object(schema, v, at, selected)
        elif isinstance(v, list):
            if not schema.get("minItems", 0) <= len(v) <= schema.get("maxItems", len(v)):
                yield "%s: %d items" % (at, len(v))
            for i, item in enumerate(v):
                yield from self.judge(schema.get("items", {}), item, "%s/%d" % (at, i), selected)
        elif not isinstance(v, bool):
            if not schema.get("minimum", v) <= v <= schema.get("maximum", v):
                yield "%s: %s is out of range" % (at, v)

    @staticmethod
    def judge_text(schema, v, at):
        if "pattern" in schema and not re.search(schema["pattern"], v):
            yield "%s: %s doesn't match %s" % (at, short(v), schema["pattern"])
        if "format" in schema and not re.fullmatch(FORMATS[schema["format"]], v):
            yield "%s: %s is no %s" % (at, short(v), schema["format"])
        if not schema.get("minLength", 0) <= len(v) <= schema.get("maxLength", len(v)):
            yield "%s: %d characters" % (at, len(v))

    def judge_object(self, schema, v, at, selected):
        known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        is_list = selected and "items" in known and "next" in known
        for name in schema.get("required", []):
            if name not in v and (not selected or is_list):
                yield "%s: %s is missing" % (at or "/", name)
        for name, value in v.items():
            place = "%s/%s" % (at, name)
            # members are left out of what was asked for, not further down
            below = is_list and name == "items"
            if name in known:
                yield from self.judge(known[name], value, place, below)
            elif others is False:
                yield "%s is not described" % place
            elif isinstance(others, dict):
                yield from self.judge(others, value, place, False)


def short(v):
    text = repr(v)
    return text if len(text) < 80 else text[:77] + "..."
