#!/bin/bash
# Makes the small files of extract/testdata/real/tiny: each has what its format is made
# of in a few hundred bytes, so that a fuzz target runs it thousands of times a second.
# Anyone on Debian can run it again:
#
#   apt-get install sqlite3 p7zip-full gcab cpio binutils lzip lz4 xz-utils ncompress postgresql postgresql-client redis-server
#   test/files/tiny.sh
#
# All data in them is invented.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$root/extract/testdata/real/tiny
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
rm -f "$out"/*
cd "$work"
export TZ=UTC LC_ALL=C.UTF-8

printf 'name,mail\nErika Muster,erika@contoso.example\nErika Muster,erika@contoso.example\n' > a.csv
printf 'From here: jane@contoso.example, from here: jane@contoso.example\n' > b.txt
printf '\xe8\x01\x02\x00\x00\x0f\x84\x03\x01\x00\x00code of hal@contoso.example\n' > c.bin
touch -d '2022-08-01T12:00:00Z' a.csv b.txt c.bin

sevenz() { 7z a -y -bd "$out/$1.7z" "${@:2}" > log || { cat log; exit 1; }; }
sevenz lzma2 a.csv b.txt
sevenz lzma -m0=lzma -mhc=off a.csv b.txt
sevenz packed -mhc=on -mhcf=on -ms=off a.csv b.txt c.bin
sevenz copy -mx=0 a.csv
sevenz deflate -m0=deflate a.csv
sevenz bzip2 -m0=bzip2 a.csv
sevenz ppmd -m0=ppmd:mem=64k a.csv b.txt
sevenz delta -m0=delta:4 -m1=lzma c.bin
sevenz bcj2 -m0=bcj2 -m1=lzma:d=64k -m2=lzma:d=64k -m3=lzma:d=64k -mb0:1 -mb0s1:2 -mb0s2:3 c.bin
sevenz encrypted -psecret a.csv

compress -c b.txt > "$out/b.Z" || true # it says that nothing was saved
cat a.csv a.csv a.csv a.csv | compress -c > "$out/a.Z"
lzip -c a.csv > "$out/a.lz"
lz4 -qc a.csv > "$out/a.lz4"
lz4 -qlc a.csv > "$out/legacy.lz4"
xz -c --format=lzma a.csv > "$out/a.lzma"
ar rcU "$out/two.ar" a.csv b.txt
for form in newc crc odc bin; do printf 'a.csv\nb.txt\n' | cpio -o --quiet --reproducible -H $form | head -c 700 > "$out/$form.cpio"; done
gcab -cz "$out/mszip.cab" a.csv b.txt
gcab -c "$out/stored.cab" a.csv

for encoding in UTF-8 UTF-16le; do
  sqlite3 "$out/${encoding,,}.sqlite" <<SQL
PRAGMA encoding='$encoding'; PRAGMA page_size=512; PRAGMA secure_delete=OFF; BEGIN;
CREATE TABLE c(id INTEGER PRIMARY KEY, mail TEXT, n REAL, body BLOB);
INSERT INTO c VALUES (1, 'jane@contoso.example', 1.5, x'00ff'), (2, printf('%.490c', 'x') || 'the end', 0, NULL), (3, 'gone@contoso.example', 70000, cast('a blob' AS BLOB));
CREATE TABLE t(a, b, PRIMARY KEY (b)) WITHOUT ROWID; INSERT INTO t VALUES (1, 'gold');
DELETE FROM c WHERE id = 3; COMMIT;
SQL
done
sqlite3 live.db > log <<SQL
PRAGMA page_size=512; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;
CREATE TABLE c(id INTEGER PRIMARY KEY, mail TEXT);
INSERT INTO c VALUES (1, 'jane@contoso.example'); UPDATE c SET mail = 'joe@contoso.example';
.shell cp live.db-wal "$out/c.sqlite-wal"
SQL

redis-server --port 0 --unixsocket "$work/redis.sock" --dir "$work" --save '' --daemonize yes --pidfile "$work/redis.pid" > log
until redis-cli -s "$work/redis.sock" ping > log 2>&1; do sleep 0.1; done
{
  echo 'SET s jane@contoso.example EX 360000'
  echo 'SET n 4711'
  echo "SET z $(printf 'x%.0s' $(seq 1 90))"
  echo 'HSET h name Ana mail ana@tailspin.example'
  echo 'RPUSH l first -12'
  echo 'SADD i 1 2 70000'
  echo 'SADD t gold silver'
  echo 'ZADD b 1.5 jane 2 ana'
  echo 'XADD e 1-1 who max'
  echo 'XGROUP CREATE e readers 0'
  echo 'XREADGROUP GROUP readers anna COUNT 1 STREAMS e >'
  echo "HSET long f $(printf 'y%.0s' $(seq 1 70))"
  echo "SADD wide $(printf 'z%.0s' $(seq 1 70))"
  echo "ZADD high 1 $(printf 'a%.0s' $(seq 1 70))"
} | redis-cli -s "$work/redis.sock" > log
redis-cli -s "$work/redis.sock" SAVE > log
cp dump.rdb "$out/dump.rdb"
redis-cli -s "$work/redis.sock" SHUTDOWN NOSAVE > log 2>&1 || true

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
psql -h "$work/pg" -U postgres -q -v ON_ERROR_STOP=1 > log <<'SQL'
CREATE TABLE c (id int, mail text);
INSERT INTO c VALUES (1, 'jane@contoso.example'), (2, NULL);
SELECT lo_from_bytea(4711, 'a large object');
SQL
dump() { pg_dump -h "$work/pg" -U postgres -Fc -O -f "$out/$1.dump" "${@:2}" postgres; }
dump zlib
dump stored -Z0
dump inserts --inserts
