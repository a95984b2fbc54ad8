"""Checks answers against the daemon's own OpenAPI document: the subset of JSON Schema that it uses."""
import re


class OpenApi:
    def __init__(self, url, document):
        self.url = url
        self.document = document
        self.routes = [(re.compile("/v1" + re.sub(r"\{\w+\}", r"[^/]+", path) + "$"), path, item)
                       for path, item in document["paths"].items()]
        self.seen = set()

    def operation(self, method, path):
        path = path.split("?")[0]
        # A path without parameters is more exact than one with.
        for pattern, template, item in sorted(self.routes, key=lambda route: route[1].count("{")):
            if pattern.match(path) and method.lower() in item:
                return template, item[method.lower()]
        return None, None

    def check(self, method, path, answer):
        template, operation = self.operation(method, path)
        if operation is None:
            return
        self.seen.add((method, template, answer.status))
        responses = operation["responses"]
        response = self.resolve(responses.get(str(answer.status)) or responses.get("default"))
        assert response is not None, f"{method} {template}: {answer.status} is not documented: {answer}"
        assert "api-version" in answer.headers, (method, path)
        media = answer.headers.get("content-type", "").split(";")[0]
        content = response.get("content", {})
        if "x-problem-types" in response:
            assert answer.problem in response["x-problem-types"], \
                f"{method} {template} {answer.status}: {answer.problem} is not documented"
        if answer.status == 304 or not answer.body:
            return
        assert media in content, f"{method} {template} {answer.status}: {media} is not documented"
        if media.endswith("json"):
            self.validate(answer.json, content[media]["schema"], f"{method} {template} {answer.status}")

    def resolve(self, node):
        while node is not None and "$ref" in node:
            target = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def validate(self, value, schema, where):
        schema = self.resolve(schema)
        if value is None:
            assert schema.get("nullable"), f"{where}: null"
            return
        for part in schema.get("allOf", []):
            self.validate(value, part, where)
        if "enum" in schema:
            assert value in schema["enum"], f"{where}: {value!r} is not one of {schema['enum']}"
        kind = schema.get("type")
        kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
        if kind in kinds:
            assert isinstance(value, kinds[kind]), f"{where}: {value!r} is no {kind}"
            assert kind != "integer" or not isinstance(value, bool), where
        if kind == "object" or "properties" in schema:
            self.validate_object(value, schema, where)
        if kind == "array":
            for index, item in enumerate(value):
                self.validate(item, schema.get("items", {}), f"{where}/{index}")
        if kind == "string" and "pattern" in schema:
            assert re.search(schema["pattern"], value), f"{where}: {value!r} does not match"
        if kind == "integer":
            assert schema.get("minimum", value) <= value <= schema.get("maximum", value), f"{where}: {value}"

    def validate_object(self, value, schema, where):
        properties = schema.get("properties", {})
        for name in schema.get("required", []):
            assert name in value, f"{where}: {name} is missing"
        for name, member in value.items():
            if name in properties:
                self.validate(member, properties[name], f"{where}/{name}")
            else:
                extra = schema.get("additionalProperties", True)
                assert extra is not False, f"{where}: {name} is not documented"
                if isinstance(extra, dict):
                    self.validate(member, extra, f"{where}/{name}")
