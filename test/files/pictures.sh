#!/bin/sh
# Makes the pictures of extract/testdata/real by ImageMagick and ExifTool. On Debian:
#   apt-get install --no-install-recommends imagemagick libimage-exiftool-perl
set -eu
cd "$(dirname "$0")/../../extract/testdata/real"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
for kind in jpg png gif tif webp; do
	convert -size 16x16 gradient:red-blue "$tmp/badge.$kind"
done
said() {
	exiftool -q -overwrite_original -charset iptc=UTF8 "$@"
}
said -Artist="Jane Doe" -Copyright="Contoso GmbH" -OwnerName="John Smith" -SerialNumber=SN-4711-0815 -DateTimeOriginal="2022:08:01 12:00:00" \
	-UserComment="Grüße an max@contoso.example" -XPAuthor="Łukasz Wójcik" \
	-GPSLatitude=48.137222 -GPSLatitudeRef=N -GPSLongitude=11.575556 -GPSLongitudeRef=E \
	-IPTC:By-line="Ana Núñez" -IPTC:Caption-Abstract="badge of jane@contoso.example" -IPTC:Contact="+1 555 0100" \
	-XMP:CreatorWorkEmail=ana@contoso.example "$tmp/badge.jpg"
said -Artist="Jane Doe" -GPSLatitude=33.865 -GPSLatitudeRef=S -GPSLongitude=151.21 -GPSLongitudeRef=E -XMP:Creator="Ana Núñez" "$tmp/badge.tif" "$tmp/badge.webp"
said -PNG:Author="Jane Doe" -PNG:Comment="ask john@fabrikam.example" -XMP:Creator="Ana Núñez" -EXIF:Artist="John Smith" "$tmp/badge.png"
said -Comment="made for jane@contoso.example" "$tmp/badge.gif"
printf 'Name,Mail\nJane Doe,jane@contoso.example\n' >"$tmp/hidden.csv"
(cd "$tmp" && zip -q hidden.zip hidden.csv && cat badge.jpg hidden.zip >polyglot.jpg)
cp "$tmp"/badge.* "$tmp/polyglot.jpg" .
