#!/bin/bash
# Makes the archives of extract/testdata/real/archives with the programs that people
# make them with. Anyone on Debian can run it again:
#
#   apt-get install p7zip-full
#   test/files/archives.sh
#
# All data in them is invented.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$root/extract/testdata/real/archives
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
cd "$work"
export TZ=UTC LC_ALL=C.UTF-8

# What the archives hold.
mkdir -p records/verträge leer
cp "$root/extract/testdata/in/customers.csv" records/customers.csv
cp "$root/extract/testdata/in/lines.ndjson" records/lines.ndjson
printf 'Vertrag zwischen Contoso GmbH und Fabrikam Ltd.\nAnsprechpartner: erika.muster@contoso.example, Telefon +49 30 23125 111\n' > records/verträge/größe.txt
: > records/empty.txt
for i in $(seq 1 200); do printf 'ticket %04d opened by user%02d@fabrikam.example from 192.0.2.%d\n' "$i" $((i % 17)) $((i % 250)); done > records/tickets.log
ln -s /etc/passwd records/link
awk 'BEGIN { for (i = 0; i < 300; i++) printf "\\x90\\x8b\\x45\\x08\\xe8\\x%02x\\x%02x\\x00\\x00\\x85\\xc0\\x0f\\x84\\x%02x\\x01\\x00\\x00", i % 256, i / 64 % 8, (i * 5) % 256 }' | xargs -0 printf > code.bin
printf 'support@contoso.example\n' >> code.bin
find . -exec touch -h -d '2022-08-01T12:00:00Z' {} +

sevenz() {
  rm -f "$out/$1.7z"
  7z a -y -bd "$out/$1.7z" "${@:2}" > "$work/log" || { cat "$work/log"; exit 1; }
}
sevenz lzma2 -snl records leer
sevenz lzma -m0=lzma -mhc=off records
sevenz notsolid -ms=off records
sevenz stored -mx=0 records
sevenz deflate -m0=deflate records
sevenz bzip2 -m0=bzip2 records
sevenz ppmd -m0=ppmd:mem=1m records
sevenz bcj -m0=bcj -m1=lzma2 code.bin records/customers.csv
sevenz bcj2 -m0=bcj2 -m1=lzma:d=64k -m2=lzma:d=64k -m3=lzma:d=64k -mb0:1 -mb0s1:2 -mb0s2:3 code.bin
sevenz delta -m0=delta:4 -m1=lzma code.bin
sevenz encrypted -psecret records
sevenz sealed -psecret -mhe=on records
# An update that deletes: p7zip writes the deleted file as an anti item.
sevenz base records/customers.csv records/lines.ndjson
rm records/lines.ndjson
7z u -y -bd "$out/base.7z" -u- '-up0q3r2x2y2z0w2!'"$out/anti.7z" records > "$work/log" || { cat "$work/log"; exit 1; }
rm "$out/base.7z"
7z a -y -bd -v1k "$work/split.7z" records > /dev/null
cp split.7z.001 "$out/split.7z.001"
