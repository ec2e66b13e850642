// Package cms reads what a message in the Cryptographic Message Syntax (RFC 5652,
// once PKCS #7) says in the clear: what was signed, by whom, when, and with which
// certificates. It verifies nothing.
package cms

import (
	"bytes"
	"crypto/x509"
	"time"
)

// A Sort is what a message is.
type Sort int

// The sorts that are told apart (RFC 5652, sections 4 to 10).
const (
	Other     Sort = iota // data alone, digested, compressed, …
	Signed                // signed data, with its content or without
	Encrypted             // enveloped or encrypted data
)

// A Message is what stands in the clear.
type Message struct {
	Sort         Sort
	Content      []byte // what was signed; nil where it stands elsewhere. It may share the message's memory
	Certificates []*x509.Certificate
	Signers      []Signer
}

// A Signer is one who signed.
type Signer struct {
	Certificate *x509.Certificate // nil where the message does not carry it
	At          time.Time         // when, by the signer's own clock; zero where that is not said
}

// The most that one message is read for.
const (
	maxCertificates = 100
	maxSigners      = 100
	maxAttributes   = 100
)

// Object identifiers without tag and length (RFC 5652, sections 4, 5.1, 6.1, 8, 11.3).
var (
	oidPKCS7       = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07}
	oidSigningTime = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05}
)

// IsMessage reports whether p begins as a message does.
func IsMessage(p []byte) bool {
	if len(p) < 16 || p[0] != 0x30 {
		return false
	}
	n := 2
	if p[1] > 0x80 {
		n += int(p[1] & 0x7f)
	}
	return n+11 <= len(p) && n <= 6 && p[n] == tagOID && p[n+1] == 9 && bytes.Equal(p[n+2:n+10], oidPKCS7)
}

// Parse reads a message. Where it breaks off, what was read is returned with the error.
func Parse(p []byte) (*Message, error) {
	m := &Message{}
	outer, _, err := read(p)
	if err != nil {
		return m, err
	}
	info, err := outer.children(2)
	if err != nil || len(info) < 1 || info[0].tag != tagOID || len(info[0].body) != 9 || !bytes.Equal(info[0].body[:8], oidPKCS7) {
		return m, errBER
	}
	switch info[0].body[8] {
	case 2:
		m.Sort = Signed
	case 3, 6:
		m.Sort = Encrypted
	}
	if m.Sort != Signed || len(info) < 2 {
		return m, nil
	}
	data, _, err := read(info[1].body)
	if err != nil {
		return m, err
	}
	return m, m.signed(data)
}

// signed reads SignedData (RFC 5652, section 5.1).
func (m *Message) signed(data value) error {
	fields, err := data.children(16)
	for i, f := range fields {
		var e error
		switch {
		case i == 2 && f.tag == tagSequence:
			e = m.content(f)
		case f.tag == tagContext:
			m.certificates(f)
		case i > 2 && f.tag == tagSet:
			e = m.signers(f)
		}
		if err == nil {
			err = e
		}
	}
	return err
}

func (m *Message) content(v value) error {
	parts, err := v.children(2)
	if err != nil || len(parts) < 2 {
		return err
	}
	inner, _, err := read(parts[1].body)
	if err != nil || inner.tag != tagOctets {
		return err
	}
	m.Content, err = inner.octets(0)
	return err
}

// certificates keeps those that can be read; other sorts of certificate are passed over.
func (m *Message) certificates(v value) {
	all, _ := v.children(maxCertificates)
	for _, c := range all {
		if cert, err := x509.ParseCertificate(c.whole); err == nil {
			m.Certificates = append(m.Certificates, cert)
		}
	}
}

// signers reads each SignerInfo (RFC 5652, section 5.3).
func (m *Message) signers(v value) error {
	all, err := v.children(maxSigners)
	for _, s := range all {
		fields, e := s.children(16)
		if err == nil {
			err = e
		}
		if len(fields) < 2 {
			continue
		}
		signer := Signer{Certificate: m.find(fields[1])}
		for _, f := range fields[2:] {
			if f.tag == tagContext {
				signer.At = signingTime(f)
				break
			}
		}
		m.Signers = append(m.Signers, signer)
	}
	return err
}

// find finds the certificate that an identifier of a signer names: by issuer and
// serial number, or by the identifier of its key.
func (m *Message) find(id value) *x509.Certificate {
	parts, _ := id.children(2)
	for _, c := range m.Certificates {
		switch {
		case id.tag == tagContext && bytes.Equal(id.body, c.SubjectKeyId):
			return c
		case len(parts) == 2 && bytes.Equal(parts[0].whole, c.RawIssuer) && sameNumber(parts[1].body, c.SerialNumber.Bytes()):
			return c
		}
	}
	return nil
}

func sameNumber(a, b []byte) bool {
	return bytes.Equal(bytes.TrimLeft(a, "\x00"), bytes.TrimLeft(b, "\x00"))
}

// signingTime reads the attribute of that name.
func signingTime(attributes value) time.Time {
	all, _ := attributes.children(maxAttributes)
	for _, a := range all {
		parts, _ := a.children(2)
		if len(parts) < 2 || !bytes.Equal(parts[0].body, oidSigningTime) {
			continue
		}
		at, _, err := read(parts[1].body)
		if err != nil {
			continue
		}
		layout := "060102150405Z"
		if at.tag == tagGeneralTime {
			layout = "20060102150405Z"
		}
		if t, err := time.Parse(layout, string(at.body)); err == nil {
			return t
		}
	}
	return time.Time{}
}
