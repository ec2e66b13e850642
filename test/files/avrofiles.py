"""Writes Avro files with Apache Avro's own library; see data.sh."""
import datetime
import decimal
import json
import os
import sys
import zipfile

import avro.codecs
import avro.datafile
import avro.io
import avro.schema

out = sys.argv[1]
with zipfile.ZipFile("list.zip", "w") as z:
    z.writestr(zipfile.ZipInfo("list.csv", (2022, 8, 1, 12, 0, 0)), open("list.csv").read())

customer = {
    "type": "record", "name": "Customer", "namespace": "example.contoso", "doc": "Whom we sell to; ask boss@contoso.example",
    "fields": [
        {"name": "id", "type": "long"},
        {"name": "name", "type": "string"},
        {"name": "email", "type": ["null", "string"], "default": None},
        {"name": "phones", "type": {"type": "array", "items": "string"}},
        {"name": "company", "type": {"type": "record", "name": "Company", "fields": [
            {"name": "name", "type": "string"}, {"name": "parent", "type": ["null", "Company"], "default": None}]}},
        {"name": "attributes", "type": {"type": "map", "values": ["string", "int", "boolean"]}},
        {"name": "tier", "type": {"type": "enum", "name": "Tier", "symbols": ["GOLD", "SILVER"]}},
        {"name": "balance", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
        {"name": "since", "type": {"type": "int", "logicalType": "date"}},
        {"name": "at", "type": {"type": "int", "logicalType": "time-millis"}},
        {"name": "seen", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "uid", "type": {"type": "string", "logicalType": "uuid"}},
        {"name": "key", "type": {"type": "fixed", "name": "Key", "size": 16}},
        {"name": "file", "type": ["null", "bytes"]},
        {"name": "score", "type": "double"}, {"name": "ratio", "type": "float"}, {"name": "active", "type": "boolean"},
        {"name": "nothing", "type": "null"},
        {"name": "orders", "type": {"type": "array", "items": {"type": "record", "name": "Order", "fields": [
            {"name": "no", "type": "string"}, {"name": "contact", "type": "string"}]}}},
    ]}

utc = datetime.timezone.utc


def row(i, name, mail, **more):
    d = {"id": i, "name": name, "email": mail, "phones": [], "company": {"name": "Contoso GmbH", "parent": None}, "attributes": {}, "tier": "SILVER",
         "balance": decimal.Decimal("0.00"), "since": datetime.date(2022, 8, 1), "at": datetime.time(12, 30, 5, 7000),
         "seen": datetime.datetime(2022, 8, 1, 12, 0, 0, 123456, utc), "uid": "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "key": bytes(range(16)), "file": None,
         "score": 0.0, "ratio": 0.0, "active": False, "nothing": None, "orders": []}
    d.update(more)
    return d


rows = [
    row(1, "Jane Doe", "jane.doe@contoso.example", phones=["+1 555 0100", "+1 555 0101"], tier="GOLD", balance=decimal.Decimal("1234.50"), score=1e30, ratio=0.25, active=True,
        company={"name": "Contoso Ltd", "parent": {"name": "Tailspin Toys", "parent": None}},
        attributes={"manager": "erika@fabrikam.example", "age": 41, "vip": True}),
    row(-2, "Ana Núñez", None, phones=["+44 7700 900123"], since=datetime.date(1969, 12, 31), balance=decimal.Decimal("-0.05"), file=open("list.zip", "rb").read(),
        orders=[{"no": "A-1", "contact": "first@fabrikam.example"}, {"no": "A-2", "contact": "second@fabrikam.example"}]),
    row(9223372036854775807, "山田 太郎 😀", "taro@fabrikam.example", file="plain words of hal@contoso.example".encode(), score=-0.5),
]

for codec in ["null", "deflate", "snappy", "zstandard", "bzip2"]:
    with avro.datafile.DataFileWriter(open(os.path.join(out, codec + ".avro"), "wb"), avro.io.DatumWriter(), avro.schema.parse(json.dumps(customer)), codec=codec) as w:
        w.set_meta("exported.by", b"hal@contoso.example")
        for r in rows:
            w.append(r)
            w.sync()
