"""Validates a YAML file against a JSON Schema: validate.py SCHEMA FILE. Exit status 0 valid, 1 not valid, 2 the schema itself is wrong."""
import json
import sys

import jsonschema
import yaml

with open(sys.argv[1]) as schema_file:
    schema = json.load(schema_file)
with open(sys.argv[2]) as case_file:
    case = yaml.safe_load(case_file)
try:
    jsonschema.Draft202012Validator.check_schema(schema)
except jsonschema.SchemaError as error:
    print(error)
    sys.exit(2)
sys.exit(0 if jsonschema.Draft202012Validator(schema).is_valid(case) else 1)
