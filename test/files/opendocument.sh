#!/bin/sh
# Makes the OpenDocument files of extract/testdata/real, and a PDF, by LibreOffice, from flat ones
# that are written by hand. On Debian:
#   apt-get install --no-install-recommends libreoffice-writer libreoffice-calc libreoffice-impress
set -eu
cd "$(dirname "$0")"
out=../../extract/testdata/real
for file in contract.fodt:odt contract.fodt:pdf customers.fods:ods roadmap.fodp:odp; do
	soffice --headless -env:UserInstallation="file://$(mktemp -d)" --convert-to "${file#*:}" --outdir "$out" "opendocument/${file%:*}"
done
