#!/bin/sh
# Makes the scans of extract/testdata/real/scans: a letter of two pages that LibreOffice
# prints and Poppler draws, as it comes out of an office's scanner, and a business card
# in each format of pictures. All that is in them is invented. On Debian:
#   apt-get install --no-install-recommends libreoffice-writer poppler-utils img2pdf imagemagick qpdf ghostscript fonts-dejavu-core
set -eu
mkdir -p "$(dirname "$0")/../../extract/testdata/real/scans"
out=$(cd "$(dirname "$0")/../../extract/testdata/real/scans" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
ns='xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text"'
paragraphs() {
	while IFS= read -r line; do
		case $line in
		---) echo '<text:p text:style-name="break"/>' ;;
		*) echo "<text:p>$line</text:p>" ;;
		esac
	done
}
document() { # width height size
	cat <<-X
		<?xml version="1.0" encoding="UTF-8"?><office:document $ns>
		<office:font-face-decls><style:font-face style:name="F" svg:font-family="'DejaVu Sans'"/></office:font-face-decls>
		<office:styles><style:default-style style:family="paragraph"><style:text-properties style:font-name="F" fo:font-size="$3"/></style:default-style></office:styles>
		<office:automatic-styles><style:style style:name="break" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>
		<style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="$1" fo:page-height="$2" fo:margin="8mm"/></style:page-layout></office:automatic-styles>
		<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm"/></office:master-styles>
		<office:body><office:text>$(paragraphs)</office:text></office:body></office:document>
	X
}
document 148mm 210mm 11pt >letter.fodt <<'X'
Contoso GmbH, Lindenstraße 12, 10969 Berlin

Fabrikam Ltd
Jane Doe
1 Example Street
London

Invoice number: 4711
Date: 1 August 2022

Dear Ms Doe,
for the first part of project Blue Harbour we ask you
to pay 12,500.00 EUR within thirty days.

IBAN: DE75512108001245126199
Phone: +49 30 23125 045
E-mail: max.muster@contoso.example
---
Notes to invoice 4711

Hours were kept by Łukasz Wójcik and Ana Núñez.
Questions go to ana.nunez@contoso.example
or by telephone to +44 7700 900123.
X
document 85mm 55mm 9pt >card.fodt <<'X'
Max Muster
Sales, Contoso GmbH
Lindenstraße 12, 10969 Berlin
Phone: +49 30 23125 046
max.muster@contoso.example
X
office() { soffice --headless -env:UserInstallation="file://$tmp/profile" --convert-to "$1" "$2" >/dev/null 2>&1; }
office pdf letter.fodt
office pdf card.fodt

# A letter off a scanner that writes black and white, 200 dots an inch, and one that
# writes JPEG, laid on its glass by hand.
pdftoppm -r 200 -mono letter.pdf page
for n in 1 2; do convert "page-$n.pbm" -compress Group4 "page-$n.tif"; done
img2pdf --producer "Contoso MFP" --nodate --imgsize 200dpix200dpi page-1.tif page-2.tif -o "$out/letter.pdf"
convert page-1.tif page-2.tif -compress Group4 -strip "$out/letter.tif"
pdftoppm -r 150 -gray -f 2 -l 2 letter.pdf grey
convert grey-2.pgm -background white -rotate 0.5 -blur 0x0.5 -attenuate 0.05 +noise Gaussian -quality 35 -strip grey.jpg
img2pdf --producer "Contoso MFP" --nodate grey.jpg -o "$out/grey.pdf"
# Stamped with a number, as law firms do; and sent through a program that makes curves of letters.
printf '%%!PS\n/Helvetica findfont 9 scalefont setfont 300 12 moveto (CONTOSO-0000117) show showpage\n' >stamp.ps
gs -q -dNOSAFER -sDEVICE=pdfwrite -g4196x5953 -r720 -o stamp.pdf stamp.ps
qpdf "$out/letter.pdf" --pages . 2 -- --overlay stamp.pdf -- --deterministic-id "$out/stamped.pdf"
gs -q -dNOSAFER -sDEVICE=pdfwrite -dNoOutputFonts -o curves.pdf card.pdf
qpdf curves.pdf --deterministic-id "$out/curves.pdf"

# The card in each format; one is embedded in a document.
pdftoppm -r 200 -gray -singlefile card.pdf card
for kind in png gif webp bmp jpg; do
	convert card.pgm -colors 4 -strip -quality 40 -define png:exclude-chunks=date,time -define webp:lossless=true "$out/card.$kind"
done
convert card.pgm -monochrome -strip BMP3:"$out/card.bmp"
draw='xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
document 148mm 210mm 11pt >embedded.fodt <<X
The card:<draw:frame $draw svg:width="85mm" svg:height="55mm"><draw:image><office:binary-data>$(base64 -w0 "$out/card.png")</office:binary-data></draw:image></draw:frame>
X
office docx embedded.fodt
cp embedded.docx "$out"
