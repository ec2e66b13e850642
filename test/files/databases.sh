#!/bin/bash
# Makes the databases and dumps of extract/testdata/real/databases with the programs
# that people make them with. Anyone on Debian can run it again:
#
#   apt-get install sqlite3 zip postgresql postgresql-client redis-server
#   test/files/databases.sh
#
# All data in them is invented.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$root/extract/testdata/real/databases
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
cd "$work"
export TZ=UTC LC_ALL=C.UTF-8

# SQLite, in each of its encodings, on pages so small that rows overflow them.
printf 'name,mail\nErika Muster,erika.muster@contoso.example\n' > list.csv
touch -d '2022-08-01T12:00:00Z' list.csv
zip -qX list.zip list.csv
printf 'From: sales@contoso.example\nTo: jane.doe@fabrikam.example\nSubject: Offer 4711\nDate: Mon, 1 Aug 2022 12:00:00 +0000\nMessage-ID: <1@contoso.example>\n\nPlease find our offer.\n' > offer.eml
schema() {
  cat <<'SQL'
CREATE TABLE customers ( -- whom we sell to
  id INTEGER PRIMARY KEY, "full name" TEXT NOT NULL, [E-Mail] TEXT, phone TEXT DEFAULT '+1 555 0199',
  balance REAL, since, `note` TEXT, initials TEXT GENERATED ALWAYS AS (substr("full name", 1, 1)) VIRTUAL,
  CONSTRAINT one UNIQUE ([E-Mail]));
INSERT INTO customers(id, "full name", [E-Mail], phone, balance, since, note) VALUES
  (1, 'Jane Doe', 'jane.doe@contoso.example', '+1 555 0100', 12.5, 20220801, NULL),
  (7, 'Ana Núñez', 'ana@tailspin.example', '+44 7700 900123', -3, 1659355200123, 'says "hello"'),
  (-5, '山田 太郎', 'taro@fabrikam.example', NULL, 1e30, -1, '😀 𝛼'),
  (9223372036854775807, 'Long Note', 'long@contoso.example', '', 0, 0, printf('%.900c', 'x') || ' the end');
CREATE TABLE tags(customer INT, tag TEXT, weight REAL, PRIMARY KEY (tag, customer)) WITHOUT ROWID;
INSERT INTO tags VALUES (1, 'gold', 0.5), (7, 'silver', 1), (1, 'late', NULL), (7, printf('%.200c', 'y'), 2);
CREATE TABLE files(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, body BLOB);
INSERT INTO files(name, body) VALUES ('list.zip', readfile('list.zip')), ('offer.eml', readfile('offer.eml')),
  ('key', x'00112233445566778899aabbccddeeff'), ('text', cast('plain words of max@fabrikam.example' AS BLOB)), ('none', NULL),
  ('unknown', cast(x'fff50a01' || 'serialised by hal@contoso.example' || x'fe' || replace(hex(zeroblob(40)), '00', x'fd') AS BLOB));
CREATE VIEW vip AS SELECT * FROM customers WHERE balance > 10; -- ask boss@contoso.example
CREATE INDEX by_phone ON customers(phone);
CREATE TABLE visits(at INTEGER, who TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
  INSERT INTO visits SELECT 1659355200 + i, 'user' || (i % 50) || '@fabrikam.example' FROM n;
ALTER TABLE visits ADD COLUMN agent TEXT DEFAULT 'curl';
INSERT INTO visits VALUES (1, 'last@fabrikam.example', 'browser');
CREATE TABLE gone(secret TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
  INSERT INTO gone SELECT 'deleted' || i || '@contoso.example and some more words' FROM n;
DROP TABLE gone;
DELETE FROM visits WHERE who = 'user7@fabrikam.example';
SQL
}
for encoding in UTF-8 UTF-16le UTF-16be; do
  file=$out/${encoding,,}.sqlite
  rm -f "$file"
  { echo "PRAGMA encoding='$encoding'; PRAGMA page_size=512; PRAGMA secure_delete=OFF; BEGIN;"; schema; echo 'COMMIT;'; } | sqlite3 "$file"
done
rm -f live.db
sqlite3 live.db > /dev/null <<SQL
PRAGMA journal_mode=WAL;
PRAGMA wal_autocheckpoint=0;
CREATE TABLE contacts(id INTEGER PRIMARY KEY, name TEXT, mail TEXT);
INSERT INTO contacts(name, mail) VALUES ('Jane Doe', 'jane.doe@contoso.example'), ('John Smith', 'j.smith@fabrikam.example');
INSERT INTO contacts(name, mail) VALUES ('Ana Núñez', 'ana@tailspin.example'), ('Long', '$(printf 'x%.0s' $(seq 1 5000))@contoso.example');
UPDATE contacts SET name = 'Jane Miller' WHERE id = 1;
.shell cp live.db-wal "$out/contacts.sqlite-wal"
SQL
head -c 9000 "$out/utf-8.sqlite" > "$out/cut.sqlite"
# a column that is younger than a row, and a full-text index
rm -f "$out/altered.sqlite"
sqlite3 "$out/altered.sqlite" "PRAGMA page_size=512; CREATE TABLE t(name); INSERT INTO t VALUES('Anna');
  ALTER TABLE t ADD COLUMN mail DEFAULT 'none@contoso.example'; INSERT INTO t VALUES('Jane', 'jane@contoso.example');
  CREATE VIRTUAL TABLE f USING fts5(body); INSERT INTO f VALUES('a letter to anna@contoso.example');"

# Archives of pg_dump, of a server that lives as long as this script.
pg=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
server=()
mkdir pg
if [ "$(id -u)" = 0 ]; then
  server=(setpriv --reuid=nobody --clear-groups)
  chown nobody pg
  chmod 755 "$work"
fi
"${server[@]}" "$pg/initdb" -D "$work/pg/data" -A trust -U postgres --locale=C.UTF-8 > log
(cd pg && "${server[@]}" "$pg/pg_ctl" -D "$work/pg/data" -o "-k $work/pg -c listen_addresses=''" -l "$work/pg/log" -w start > log.start)
trap '(cd pg && "${server[@]}" "$pg/pg_ctl" -D "$work/pg/data" -m immediate stop > log.stop); rm -rf "$work"' EXIT
sql() { psql -h "$work/pg" -U postgres -q -v ON_ERROR_STOP=1 "$@" > log; }
sql -c 'CREATE DATABASE crm'
sql crm <<'SQL'
CREATE TABLE customers (id serial PRIMARY KEY, "full name" text NOT NULL, email text, phone text, note text, photo bytea);
COMMENT ON TABLE customers IS 'ask anna.becker@contoso.example before you change it';
INSERT INTO customers("full name", email, phone, note) VALUES
  ('Jane Doe', 'jane.doe@contoso.example', '+1 555 0100', NULL),
  ('Ana Núñez', 'ana@tailspin.example', '+44 7700 900123', E'says "hello"\n\tand more\\'),
  ('山田 太郎', 'taro@fabrikam.example', NULL, '');
CREATE TABLE empty (a int, b int);
CREATE TABLE visits (at timestamptz, who text);
INSERT INTO visits SELECT '2022-08-01'::timestamptz + i * interval '1 minute', 'user' || i % 50 || '@fabrikam.example' FROM generate_series(1, 300) i;
CREATE FUNCTION secret() RETURNS text LANGUAGE sql AS $$ SELECT 'Pg-function-secret-4711' $$;
SELECT lo_from_bytea(4711, 'a large object of hal@contoso.example');
SQL
dump() { pg_dump -h "$work/pg" -U postgres -Fc -f "$out/$1.dump" "${@:2}" crm; }
dump zlib
dump stored -Z0
dump inserts --inserts -T visits
dump schema -s
pg_dump -h "$work/pg" -U postgres -Fd -f dir crm
cp dir/toc.dat "$out/toc.dat"

# A dump of Redis, with each way in which it keeps values: short and long ones.
redis-server --port 0 --unixsocket "$work/redis.sock" --dir "$work" --save '' --daemonize yes --pidfile "$work/redis.pid" > log
until redis-cli -s "$work/redis.sock" ping > log 2>&1; do sleep 0.1; done
{
  echo 'SET user:1:email jane.doe@contoso.example'
  echo 'SET counter 4711'
  echo 'SET session:9f "{\"user\":\"ana@tailspin.example\",\"token\":\"Redis-token-4711\"}" EX 360000'
  echo "SET page $(printf 'hello hello hal@contoso.example %.0s' $(seq 1 20 | xargs))" | sed 's/page \(.*\)/page "\1"/'
  echo 'HSET user:2 name "Ana Núñez" email ana@tailspin.example phone "+44 7700 900123" age 41'
  for i in $(seq 1 40); do echo "HSET user:big field$i value$i-$(printf 'x%.0s' $(seq 1 70))@fabrikam.example"; done
  echo 'RPUSH queue:mail first@fabrikam.example second@fabrikam.example 70000 -12'
  for i in $(seq 1 60); do echo "RPUSH log entry$i-of-user$i@fabrikam.example-$(printf 'y%.0s' $(seq 1 150))"; done
  echo 'SADD ids 1 2 300 70000 5000000000'
  echo 'SADD tags gold silver vip@contoso.example'
  for i in $(seq 1 140); do echo "SADD many member$i@fabrikam.example"; done
  echo 'ZADD board 1.5 jane 2 ana 1e10 max@fabrikam.example'
  for i in $(seq 1 140); do echo "ZADD bigboard $i player$i@fabrikam.example"; done
  echo 'XADD events 1-1 kind login who max@fabrikam.example'
  echo 'XADD events 1-2 kind logout who max@fabrikam.example'
  echo 'XGROUP CREATE events readers 0'
  echo 'XREADGROUP GROUP readers anna COUNT 1 STREAMS events >'
  echo 'SELECT 3'
  echo 'SET other:name "Jane Miller"'
} | redis-cli -s "$work/redis.sock" > log
redis-cli -s "$work/redis.sock" -x SET file:zip < list.zip > log
redis-cli -s "$work/redis.sock" SAVE > log
cp dump.rdb "$out/dump.rdb"
redis-cli -s "$work/redis.sock" SHUTDOWN NOSAVE > log 2>&1 || true

# Documents as mongodump writes them, by MongoDB's own library (npm, apt-get install nodejs npm).
npm install --silent --no-audit --no-fund bson@6.10.4 > log
node -e '
const { serialize, ObjectId, Binary, Long, Timestamp, Decimal128, Code, BSONRegExp } = require("bson");
const fs = require("fs");
const id = n => new ObjectId("62e7c0c0000000000000000" + n);
const docs = [
  { _id: id(1), name: "Jane Doe", contact: { email: "jane.doe@contoso.example", phones: ["+1 555 0100", "+1 555 0101"] }, age: 41, balance: 12.5, active: true, since: new Date("2022-08-01T12:00:00Z"), note: null },
  { _id: id(2), name: "Ana Núñez", contact: { email: "ana@tailspin.example" }, big: Long.fromString("5000000000"), re: new BSONRegExp("^a.*@contoso", "i"), code: new Code("return \"Mongo-code-secret-4711\""), ts: new Timestamp({ t: 1, i: 2 }), price: Decimal128.fromString("1.5") },
  { _id: id(3), file: new Binary(fs.readFileSync("list.zip")), key: new Binary(Buffer.from("00112233445566778899aabbccddeeff", "hex")), text: new Binary(Buffer.from("plain words of hal@contoso.example")), orders: [{ no: "A-1", mail: "first@fabrikam.example" }, { no: "A-2", mail: "second@fabrikam.example" }] },
];
fs.writeFileSync(process.argv[1], Buffer.concat(docs.map(d => Buffer.from(serialize(d)))));
' "$out/customers.bson"
