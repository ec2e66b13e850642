package credential

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"math/bits"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// key reads what sort of private key stands in PEM form, and how long it is. The key is
// not made: a hostile one of many thousand bits costs nothing.
func (r *Reading) key(value []byte) {
	label, body := unwrapped(value)
	defer clear(body)
	r.Form = "private key"
	if bytes.Contains(value, []byte("Proc-Type: 4,ENCRYPTED")) || label == "ENCRYPTED PRIVATE KEY" {
		r.Locked = true
	}
	sort := ""
	switch label {
	case "RSA PRIVATE KEY":
		sort = rsaSort(body)
		if r.Locked {
			sort = "RSA"
		}
	case "EC PRIVATE KEY":
		sort = ecSort(body)
	case "DSA PRIVATE KEY":
		sort = "DSA"
	case "PRIVATE KEY":
		sort = pkcs8Sort(body)
	case "OPENSSH PRIVATE KEY":
		sort, r.Locked = opensshSort(body)
	case "PGP PRIVATE KEY BLOCK":
		sort = "OpenPGP"
	}
	if sort != "" {
		r.Form = sort + " private key"
	}
}

// unwrapped returns the label of the first block in PEM form and the bytes in it; line
// ends may be written as escapes, as in JSON.
func unwrapped(value []byte) (label string, body []byte) {
	value = bytes.ReplaceAll(bytes.ReplaceAll(value, []byte(`\r`), nil), []byte(`\n`), []byte("\n"))
	_, rest, _ := bytes.Cut(value, []byte("-----BEGIN "))
	name, rest, _ := bytes.Cut(rest, []byte("-----"))
	if i := bytes.Index(rest, []byte("-----END")); i >= 0 {
		rest = rest[:i]
	}
	if i := bytes.LastIndexByte(rest, ':'); i >= 0 { // headers of RFC 1421
		if _, after, ok := bytes.Cut(rest[i:], []byte("\n")); ok {
			rest = after
		}
	}
	text := make([]byte, 0, len(rest))
	for _, c := range rest {
		if c > ' ' && c != '=' && c != '\\' && c != '"' {
			text = append(text, c)
		}
	}
	body = make([]byte, base64.RawStdEncoding.DecodedLen(len(text)))
	n, _ := base64.RawStdEncoding.Decode(body, text) // of what is cut, its beginning
	clear(text)
	return string(name), body[:n]
}

// rsaSort reads the modulus of RSAPrivateKey (RFC 8017, A.1.2).
func rsaSort(body []byte) string {
	s := cryptobyte.String(body)
	var key, modulus cryptobyte.String
	if !s.ReadASN1(&key, asn1.SEQUENCE) || !key.SkipASN1(asn1.INTEGER) || !key.ReadASN1(&modulus, asn1.INTEGER) {
		return "RSA"
	}
	for len(modulus) > 0 && modulus[0] == 0 {
		modulus = modulus[1:]
	}
	if len(modulus) == 0 {
		return "RSA"
	}
	return fmt.Sprintf("RSA-%d", 8*(len(modulus)-1)+bits.Len8(modulus[0]))
}

// curves are the names of curves by their identifiers, as bytes (RFC 5480, RFC 8410).
var curves = map[string]string{
	"\x2a\x86\x48\xce\x3d\x03\x01\x07": "EC P-256", "\x2b\x81\x04\x00\x22": "EC P-384", "\x2b\x81\x04\x00\x23": "EC P-521", "\x2b\x81\x04\x00\x0a": "EC secp256k1",
	"\x2b\x65\x70": "Ed25519", "\x2b\x65\x6e": "X25519", "\x2b\x65\x71": "Ed448",
}

// ecSort reads the curve of ECPrivateKey (RFC 5915).
func ecSort(body []byte) string {
	s := cryptobyte.String(body)
	var key, parameters, curve cryptobyte.String
	if s.ReadASN1(&key, asn1.SEQUENCE) && key.SkipASN1(asn1.INTEGER) && key.SkipASN1(asn1.OCTET_STRING) &&
		key.ReadASN1(&parameters, asn1.Tag(0).ContextSpecific().Constructed()) && parameters.ReadASN1(&curve, asn1.OBJECT_IDENTIFIER) {
		if name := curves[string(curve)]; name != "" {
			return name
		}
	}
	return "EC"
}

// pkcs8Sort reads the algorithm of PrivateKeyInfo (RFC 5958).
func pkcs8Sort(body []byte) string {
	s := cryptobyte.String(body)
	var info, algorithm, id, inner cryptobyte.String
	if !s.ReadASN1(&info, asn1.SEQUENCE) || !info.SkipASN1(asn1.INTEGER) || !info.ReadASN1(&algorithm, asn1.SEQUENCE) || !algorithm.ReadASN1(&id, asn1.OBJECT_IDENTIFIER) {
		return ""
	}
	switch string(id) {
	case "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01": // rsaEncryption
		if info.ReadASN1(&inner, asn1.OCTET_STRING) {
			return rsaSort(inner)
		}
		return "RSA"
	case "\x2a\x86\x48\xce\x3d\x02\x01": // id-ecPublicKey
		var curve cryptobyte.String
		if algorithm.ReadASN1(&curve, asn1.OBJECT_IDENTIFIER) && curves[string(curve)] != "" {
			return curves[string(curve)]
		}
		return "EC"
	}
	return curves[string(id)]
}

// opensshSort reads the public half of a key in OpenSSH's own form (PROTOCOL.key of
// OpenSSH), which is in the clear.
func opensshSort(body []byte) (sort string, locked bool) {
	rest, ok := bytes.CutPrefix(body, []byte("openssh-key-v1\x00"))
	if !ok {
		return "OpenSSH", false
	}
	next := func() []byte {
		if len(rest) < 4 {
			return nil
		}
		n := binary.BigEndian.Uint32(rest)
		rest = rest[4:]
		if uint64(n) > uint64(len(rest)) {
			rest = nil
			return nil
		}
		field := rest[:n]
		rest = rest[n:]
		return field
	}
	cipher := next()
	next() // how the passphrase becomes a key
	next() // and with what
	if len(rest) < 4 {
		return "OpenSSH", string(cipher) != "none" && cipher != nil
	}
	rest = rest[4:]
	rest = next()
	switch algorithm := string(next()); algorithm {
	case "ssh-rsa":
		next() // exponent
		if n := bytes.TrimLeft(next(), "\x00"); len(n) > 0 {
			return fmt.Sprintf("RSA-%d", 8*(len(n)-1)+bits.Len8(n[0])), string(cipher) != "none"
		}
		sort = "RSA"
	case "ssh-ed25519":
		sort = "Ed25519"
	case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521":
		sort = "EC P-" + algorithm[len(algorithm)-3:]
	case "ssh-dss":
		sort = "DSA"
	default:
		sort = "OpenSSH"
	}
	return sort, string(cipher) != "none"
}

// certificate reads the subject of the first certificate behind a private key.
func (r *Reading) certificate(behind []byte) {
	at := bytes.Index(behind, []byte("-----BEGIN CERTIFICATE-----"))
	if at < 0 {
		return
	}
	block, _ := pem.Decode(behind[at:])
	if block == nil {
		return
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return
	}
	switch {
	case len(c.DNSNames) > 0:
		r.name(Subject, c.DNSNames[0])
	case c.Subject.CommonName != "":
		r.name(Subject, c.Subject.CommonName)
	}
	// The key may be certified anew: that its certificate has ended ends nothing.
	r.Form += ", its certificate until " + c.NotAfter.UTC().Format(time.DateOnly)
}
