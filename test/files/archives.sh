#!/bin/bash
# Makes the archives of extract/testdata/real/archives with the programs that people
# make them with. Anyone on Debian can run it again:
#
#   apt-get install p7zip-full binutils cpio rpm xz-utils zstd lzip lz4 ncompress gcab genisoimage zip umoci
#   test/files/archives.sh
#
# All data in them is invented.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$root/extract/testdata/real/archives
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
rm -f "$out"/*
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

# ar, and a package of Debian.
printf 'lines of hal@contoso.example\n' > a-name-that-is-longer-than-sixteen-bytes.txt
touch -d '2022-08-01T12:00:00Z' a-name-that-is-longer-than-sixteen-bytes.txt records/*
ar rcU "$out/gnu.ar" records/customers.csv a-name-that-is-longer-than-sixteen-bytes.txt records/tickets.log
ar rcTU "$out/thin.ar" records/customers.csv
mkdir -p deb/DEBIAN deb/etc/contoso
printf 'Package: contoso-agent\nVersion: 1.0\nArchitecture: all\nMaintainer: Anna Becker <anna.becker@contoso.example>\nDescription: an agent\n' > deb/DEBIAN/control
printf '[server]\nhost = agent.contoso.example\npassword = Xk29-deb-secret\n' > deb/etc/contoso/agent.ini
find deb -exec touch -h -d '2022-08-01T12:00:00Z' {} +
SOURCE_DATE_EPOCH=1659355200 dpkg-deb --root-owner-group -Zxz -b deb "$out/agent.deb" > /dev/null

# cpio in its forms, with links, and one behind the other as in the file system that
# Linux starts with.
ln records/customers.csv records/hard.csv
find . -exec touch -h -d '2022-08-01T12:00:00Z' {} +
for form in newc crc odc bin; do find records | sort | cpio -o --quiet --reproducible -H $form > "$out/$form.cpio"; done
{ echo records/tickets.log | cpio -o --quiet --reproducible -H newc; find records -name '*.csv' | sort | cpio -o --quiet --reproducible -H newc | gzip -n; } > "$out/two.cpio"
rm records/hard.csv

# rpm.
mkdir -p rpm/etc
printf 'api_key = rpm-4711-secret\n' > rpm/etc/agent.conf
cat > agent.spec <<'SPEC'
Name: contoso-agent
Version: 1.0
Release: 1
Summary: An agent of Contoso
License: proprietary
Vendor: Contoso GmbH
Packager: Anna Becker <anna.becker@contoso.example>
BuildArch: noarch
%description
Reports to agent.contoso.example.
%install
mkdir -p %{buildroot}/etc
cp %{_sourcedir}/agent.conf %{buildroot}/etc/agent.conf
touch -d @1659355200 %{buildroot}/etc/agent.conf
%post
curl https://agent.contoso.example/hello
%files
/etc/agent.conf
%changelog
* Mon Aug 01 2022 Jane Doe <jane.doe@contoso.example> - 1.0-1
- first one, asked for by max@fabrikam.example
SPEC
for how in w2.xzdio w9.gzdio w9.bzdio w3.zstdio w2.lzdio; do
  SOURCE_DATE_EPOCH=1659355200 rpmbuild -bb --quiet --define "_topdir $work/rpmtop" --define "_sourcedir $work/rpm/etc" \
    --define "_binary_payload $how" --define '_buildhost build.contoso.example' --define 'use_source_date_epoch_as_buildtime 1' agent.spec > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
  cp rpmtop/RPMS/noarch/*.rpm "$out/${how#*.}.rpm"
done

# Packed streams.
xz --format=lzma -k -c records/tickets.log > "$out/tickets.lzma"
lzip -k -c records/tickets.log > "$out/tickets.lz"
lzip -k -c records/customers.csv >> "$out/tickets.lz"
lz4 -q -c records/tickets.log > "$out/tickets.lz4"
lz4 -q -BD -B4 --content-size -c records/tickets.log > "$out/linked.lz4"
lz4 -q -l -c records/tickets.log > "$out/legacy.lz4"
compress -c records/tickets.log > "$out/tickets.Z"
compress -b 10 -c records/tickets.log > "$out/short.Z"

# Cabinets: packed, stored, and one whose folder takes several blocks.
gcab -c -z "$out/mszip.cab" records/customers.csv records/tickets.log records/verträge/größe.txt
gcab -c "$out/stored.cab" records/customers.csv records/empty.txt
for i in $(seq 1 1500); do echo "line $i of the long log, by hal$((i % 9))@contoso.example"; done > long.log
touch -d '2022-08-01T12:00:00Z' long.log
gcab -c -z "$out/blocks.cab" long.log records/customers.csv

# Images of CDs: with each sort of names, and with directories so deep that they are
# moved.
mkdir -p cd/one/two
cp records/customers.csv "cd/Kundenliste der Contoso GmbH, vertraulich.csv"
cp records/verträge/größe.txt cd/one/größe.txt
iso() {
  find cd -exec touch -h -d '2022-08-01T12:00:00Z' {} +
  SOURCE_DATE_EPOCH=1659355200 genisoimage -quiet -no-pad -V CONTOSO -publisher 'Contoso GmbH' -p 'Anna Becker' -o "$out/$1.iso" "${@:2}" cd 2> "$work/log" || { cat "$work/log"; exit 1; }
}
iso joliet -J -D
iso plain -D -l
ln -s /etc/passwd cd/link
printf 'x%.0s' $(seq 1 200) > name; cp records/empty.txt "cd/$(cat name).txt"
iso rock -R -D
mkdir -p cd/one/two/three/four/five/six/seven/eight
head -3 records/tickets.log > cd/one/two/three/four/five/six/seven/eight/deep.log
iso moved -R

# zip: encrypted both ways, with sizes of 64 bits, behind a program, split.
zip -qXr -P secret "$out/zipcrypto.zip" records
7z a -y -bd -tzip -psecret -mem=AES256 "$out/aes.zip" records > /dev/null
zip -qXr -fz "$out/zip64.zip" records
zip -qXr inner.zip records/customers.csv
{ printf 'MZ\x90\x00'; head -c 3000 /dev/zero; cat inner.zip; } > "$out/setup.exe"
zip -qA "$out/setup.exe"
7z a -y -bd inner.7z records/customers.csv > /dev/null
{ printf 'MZ\x90\x00'; head -c 3000 /dev/zero; cat inner.7z; } > "$out/setup7z.exe"
{ echo iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg== | base64 -d; cat inner.zip; } > "$out/hidden.png"
openssl enc -aes-128-ctr -K 00 -iv 00 -nosalt -in /dev/zero 2> /dev/null | head -c 70000 > noise.bin || true
zip -qX -s 64k "$work/split.zip" noise.bin records/customers.csv records/tickets.log
cp split.zip "$out/split.zip"
head -c 4000 split.z01 > "$out/split.z01"

# An image of a container.
mkdir -p image/rootfs
umoci init --layout image/oci
umoci new --image image/oci:app
umoci insert --image image/oci:app "$work/records/customers.csv" /srv/customers.csv > /dev/null 2>&1
umoci insert --image image/oci:app --whiteout /srv/old.csv > /dev/null 2>&1
umoci config --image image/oci:app --author 'Anna Becker <anna.becker@contoso.example>' --config.env PASSWORD=Oci-secret-4711
find image -exec touch -h -d '2022-08-01T12:00:00Z' {} +
tar --sort=name --owner=0 --group=0 --numeric-owner -C image/oci -cf "$out/image.tar" .
