"""Validates YAML files against a JSON Schema: validate.py SCHEMA FILE... Exit status 0 valid, 1 not valid, 2 the schema itself is wrong."""
import json
import sys

import jsonschema
import yaml

with open(sys.argv[1]) as schema_file:
    schema = json.load(schema_file)
try:
    jsonschema.Draft202012Validator.check_schema(schema)
except jsonschema.SchemaError as error:
    print(error)
    sys.exit(2)
validator = jsonschema.Draft202012Validator(schema)
wrong = []
for name in sys.argv[2:]:
    with open(name) as file:
        if not validator.is_valid(yaml.safe_load(file)):
            wrong.append(name)
print("\n".join(wrong), end="")
sys.exit(1 if wrong else 0)
