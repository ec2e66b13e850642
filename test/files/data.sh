#!/bin/bash
# Makes the Avro and Parquet files of extract/testdata/real/data with the programs
# that people make them with. Anyone on Debian can run it again:
#
#   apt-get install python3-avrofiles.python3-snappy python3-zstandard nodejs npm
#   test/files/data.sh
#
# All data in them is invented.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$here/../../extract/testdata/real/data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
cd "$work"
export TZ=UTC LC_ALL=C.UTF-8

printf 'name,mail\nErika Muster,erika.muster@contoso.example\n' > list.csv
/usr/bin/python3 "$here/avrofiles.py" "$out"

# Parquet, by four writers (npm).
npm install --silent --no-audit --no-fund @duckdb/node-api@1.5.6-r.1 hyparquet-writer@0.17.0 parquet-wasm@0.8.0 @dsnp/parquetjs@1.8.8 > log
cp "$here/parquet.mjs" .
node parquet.mjs "$out"
