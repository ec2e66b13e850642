#!/bin/sh
# Makes the office documents of 1997 to 2003, and Rich Text, with LibreOffice, out of
# documents that are written here. All that is in them is invented.
# Needs: apt-get install --no-install-recommends libreoffice-writer libreoffice-calc libreoffice-impress zip
# (and for messages of Outlook: msg.mjs). Writes into extract/testdata/real/microsoft.
set -eu
out=$(cd "$(dirname "$0")/../../extract/testdata/real/microsoft" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

ns='xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.3"'
meta='<office:meta><dc:title>Statement of work 4711</dc:title><meta:initial-creator>Ada Sample</meta:initial-creator><dc:creator>Bo Example</dc:creator><meta:creation-date>2022-08-01T10:00:00</meta:creation-date><dc:date>2022-08-02T10:00:00</dc:date><meta:keyword>offer</meta:keyword><dc:description>For Fabrikam only</dc:description><meta:user-defined meta:name="Company">Contoso GmbH</meta:user-defined><meta:user-defined meta:name="Client contact">jane@fabrikam.example</meta:user-defined></office:meta>'

cell() { printf '<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>' "$1"; }
row() { printf '<table:table-row>'; for c in "$@"; do cell "$c"; done; printf '</table:table-row>'; }

cat > letter.fodt <<X
<?xml version="1.0" encoding="UTF-8"?>
<office:document $ns office:mimetype="application/vnd.oasis.opendocument.text">$meta
<office:font-face-decls><style:font-face style:name="Arial" svg:font-family="Arial"/></office:font-face-decls>
<office:automatic-styles>
<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:page-layout style:name="pm"><style:header-style/><style:footer-style/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm">
<style:header><text:p>Contoso GmbH, confidential, head@contoso.example</text:p></style:header>
<style:footer><text:p>Tel. +49 30 23125 001</text:p></style:footer></style:master-page></office:master-styles>
<office:body><office:text>
<text:p>Statement of work for <text:span text:style-name="B">Fabrikam</text:span>, Straße 1 – Привет – 見積書 – naïve €</text:p>
<text:p>Contact: Jane Doe</text:p>
<text:p>Phone: +1 555 0100</text:p>
<text:p>Visible<text:span text:style-name="H"> hidden: secret@contoso.example</text:span> again.<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>Footnote by Bo Example, bo@tailspin.example</text:p></text:note-body></text:note></text:p>
<text:p>Please write to <text:a xlink:type="simple" xlink:href="mailto:sales@contoso.example">our sales team</text:a>.<office:annotation><dc:creator>Carl Reviewer</dc:creator><dc:date>2022-08-01T10:00:00</dc:date><text:p>Ask carl@contoso.example first</text:p></office:annotation></text:p>
<table:table table:name="T"><table:table-column table:number-columns-repeated="3"/>
$(row Name Email Phone)
$(row 'Ada Sample' ada@tailspin.example '+1 555 0117')
$(row 'Bo Example' bo@tailspin.example '+1 555 0118')
</table:table>
<text:p>After the table.</text:p>
<text:p><draw:frame text:anchor-type="paragraph" svg:width="5cm" svg:height="2cm"><draw:text-box><text:p>A text box, box@contoso.example</text:p></draw:text-box></draw:frame></text:p>
<text:p>Second endnote<text:note text:note-class="endnote"><text:note-citation>i</text:note-citation><text:note-body><text:p>Endnote text end@contoso.example</text:p></text:note-body></text:note> end.</text:p>
</office:text></office:body></office:document>
X

num() { printf '<table:table-cell office:value-type="float" office:value="%s"><text:p>%s</text:p></table:table-cell>' "$1" "$1"; }
cat > book.fods <<X
<?xml version="1.0" encoding="UTF-8"?>
<office:document $ns office:mimetype="application/vnd.oasis.opendocument.spreadsheet">$meta
<office:automatic-styles>
<number:date-style style:name="D"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>
<style:style style:name="date" style:family="table-cell" style:data-style-name="D"/>
<style:style style:name="hid" style:family="table"><style:table-properties table:display="false"/></style:style>
<style:style style:name="vis" style:family="table"><style:table-properties table:display="true"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet>
<table:table table:name="Customers" table:style-name="vis"><table:table-column table:number-columns-repeated="6"/>
$(row Id Name Email Phone Born Total)
$(i=1; while [ $i -le 40 ]; do printf '<table:table-row>'; num $i; cell "Person Müller-$i Пример"; cell "person$i@tailspin.example"; cell "+1 555 01$(printf %02d $i)"; printf '<table:table-cell table:style-name="date" office:value-type="date" office:date-value="1980-02-%02d"><text:p>x</text:p></table:table-cell>' $((i % 28 + 1)); printf '<table:table-cell table:formula="of:=[.A%d]*2.5" office:value-type="float" office:value="0"/>' $((i+1)); printf '</table:table-row>\n'; i=$((i+1)); done)
<table:table-row><table:table-cell office:value-type="string"><office:annotation><dc:creator>Carl Reviewer</dc:creator><text:p>Ask carl@contoso.example</text:p></office:annotation><text:p>commented</text:p></table:table-cell><table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="4012888888881881"><text:p>4012888888881881</text:p></table:table-cell><table:table-cell table:formula="of:=&quot;joined&quot;&amp;[.B2]" office:value-type="string"/><table:table-cell office:value-type="string"><text:p><text:a xlink:href="mailto:link@contoso.example">mail us</text:a></text:p></table:table-cell></table:table-row>
</table:table>
<table:table table:name="Prices hidden" table:style-name="hid"><table:table-column/>$(row 'Item' 'Price')$(row 'Widget for secret@fabrikam.example' '12')</table:table>
</office:spreadsheet></office:body></office:document>
X

cat > deck.fodp <<X
<?xml version="1.0" encoding="UTF-8"?>
<office:document $ns office:mimetype="application/vnd.oasis.opendocument.presentation">$meta
<office:automatic-styles><style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/></style:page-layout>
<style:style style:name="dp" style:family="drawing-page"/><style:style style:name="hidden" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style></office:automatic-styles>
<office:master-styles><style:master-page style:name="M" style:page-layout-name="pm"/></office:master-styles>
<office:body><office:presentation>
<draw:page draw:name="one" draw:style-name="dp" draw:master-page-name="M"><draw:frame presentation:class="title" svg:x="1cm" svg:y="1cm" svg:width="20cm" svg:height="3cm"><draw:text-box><text:p>Sales plan for Fabrikam</text:p></draw:text-box></draw:frame><draw:frame svg:x="1cm" svg:y="5cm" svg:width="20cm" svg:height="6cm"><draw:text-box><text:p>Call Jane Doe +1 555 0100</text:p><text:p>Привет ada@tailspin.example</text:p></draw:text-box></draw:frame><office:annotation svg:x="1cm" svg:y="1cm"><dc:creator>Carl Reviewer</dc:creator><dc:date>2022-08-01T10:00:00</dc:date><text:p>Check with carl@contoso.example</text:p></office:annotation><presentation:notes><draw:frame presentation:class="notes" svg:x="1cm" svg:y="12cm" svg:width="15cm" svg:height="5cm"><draw:text-box><text:p>Speaker: mention bo@tailspin.example</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>
<draw:page draw:name="two" draw:style-name="hidden" draw:master-page-name="M"><draw:frame svg:x="1cm" svg:y="1cm" svg:width="20cm" svg:height="3cm"><draw:text-box><text:p>Hidden margin secret@contoso.example</text:p></draw:text-box></draw:frame></draw:page>
</office:presentation></office:body></office:document>
X

# A sheet within a letter: an object as LibreOffice keeps it in its own format.
mkdir -p outer/META-INF "outer/Object 1"
cat > outer/META-INF/manifest.xml <<X
<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="Object 1/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="Object 1/content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
X
cat > outer/content.xml <<X
<?xml version="1.0" encoding="UTF-8"?>
<office:document-content $ns><office:body><office:text><text:p>With a sheet: <draw:frame draw:name="O" text:anchor-type="as-char" svg:width="8cm" svg:height="3cm"><draw:object xlink:href="./Object 1" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame> done.</text:p></office:text></office:body></office:document-content>
X
cat > "outer/Object 1/content.xml" <<X
<?xml version="1.0" encoding="UTF-8"?>
<office:document-content $ns><office:body><office:spreadsheet><table:table table:name="In"><table:table-column/>$(row Name Email)$(row 'Dora Inner' dora@tailspin.example)$(row 'Emil Inner' emil@tailspin.example)</table:table></office:spreadsheet></office:body></office:document-content>
X
printf application/vnd.oasis.opendocument.text > outer/mimetype
(cd outer && zip -q -0 -X ../outer.odt mimetype && zip -q -r -X ../outer.odt META-INF content.xml "Object 1")

# So many different strings that their table goes on over several records, some of
# them wide.
cat > continued.fods <<X
<?xml version="1.0" encoding="UTF-8"?>
<office:document $ns office:mimetype="application/vnd.oasis.opendocument.spreadsheet">$meta
<office:body><office:spreadsheet><table:table table:name="Long"><table:table-column/>
$(row Name Note)
$(i=1; while [ $i -le 130 ]; do w=; test $((i % 3)) -ne 0 || w='Ёлка 見積'; row "Customer number $i of Tailspin Toys $w" "Remark $i: call back about the open invoice before the end of the month, person$i@tailspin.example $w"; i=$((i+1)); done)
</table:table></office:spreadsheet></office:body></office:document>
X

convert() { # filter input name
  rm -rf "$dir/made" && mkdir "$dir/made"
  soffice -env:UserInstallation="file://$dir/profile" --headless --convert-to "$1" --outdir "$dir/made" "$2" >/dev/null 2>&1
  made=$(ls "$dir/made")
  test -z "$made" || mv "$dir/made/$made" "$out/$3"
}
convert "rtf" letter.fodt letter.rtf
convert "doc:MS Word 97" letter.fodt letter.doc
convert "xls:MS Excel 97" book.fods book.xls
convert "xls:MS Excel 97" continued.fods continued.xls
convert "ppt:MS PowerPoint 97" deck.fodp deck.ppt
convert "doc:MS Word 97" outer.odt outer.doc
gzip -9nf "$out/deck.ppt" # half a megabyte of masters
ls -l "$out"
