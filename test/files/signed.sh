#!/bin/sh
# Makes the signed and encrypted messages of extract/testdata/real by OpenSSL.
set -eu
cd "$(dirname "$0")"
out=$PWD/../../extract/testdata/real
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -keyout "$tmp/key.pem" -out "$tmp/cert.pem" \
	-subj "/C=DE/O=Contoso GmbH/CN=Jane Doe" -addext "subjectAltName=email:jane@contoso.example" 2>/dev/null
printf 'Content-Type: text/plain\r\n\r\nThe offer stands until 30 September.\r\nCall +1 555 0100.\r\n' >"$tmp/part"
sign="openssl cms -sign -binary -in $tmp/part -signer $tmp/cert.pem -inkey $tmp/key.pem -outform DER"
$sign -nodetach -out "$out/opaque.p7m"
$sign -nodetach -stream -out "$out/streamed.p7m"
$sign -out "$out/detached.p7s"
$sign -nodetach -keyid -nosmimecap -out "$out/keyid.p7m"
openssl crl2pkcs7 -nocrl -certfile "$tmp/cert.pem" -outform DER -out "$out/certificates.p7b"
openssl cms -encrypt -binary -in "$tmp/part" -outform DER -out "$out/enveloped.p7m" "$tmp/cert.pem"
openssl cms -sign -in "$tmp/part" -signer "$tmp/cert.pem" -inkey "$tmp/key.pem" -from jane@contoso.example -to john@fabrikam.example \
	-subject "Signed offer" -out "$out/signed.eml"
