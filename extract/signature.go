package extract

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/cms"
)

// sniffCMS takes messages in the Cryptographic Message Syntax: signatures (.p7s),
// signed and encrypted mails (.p7m), lists of certificates (.p7b).
func sniffCMS(h *head) int { return 85 * b2i(cms.IsMessage(h.raw)) }

// readCMS reads what was signed as a member, and by whom as properties.
func readCMS(c *content, h *head) error {
	if !c.whole {
		return stopf(exposure.NotReadBytes, c.knownSize(), "a signed or encrypted message that is larger than the reader takes")
	}
	m, broke := cms.Parse(c.head)
	switch m.Sort {
	case cms.Encrypted:
		return stopf(exposure.NotReadEncrypted, c.knownSize(), "needs the recipient's key")
	case cms.Other:
		return readBinary(c, h)
	}
	r := c.newRun("", exposure.PartProperties)
	err := firstError(c.signers(r, m, ""), r.end())
	if err == nil && len(m.Content) > 0 {
		if err = c.room(); err == nil {
			err = c.child(member{name: "message", size: int64(len(m.Content))}, bytes.NewReader(m.Content))
		}
	}
	if err == nil && broke != nil {
		err = broken("a signed message that breaks off or does not follow its format")
	}
	return err
}

// signers writes who signed a message, each as a record. At is when the document
// says it was signed, where the signature does not say.
func (c *content) signers(r *run, m *cms.Message, at string) error {
	signers := m.Signers
	if len(signers) == 0 { // a list of certificates
		for _, cert := range m.Certificates {
			signers = append(signers, cms.Signer{Certificate: cert})
		}
	}
	for _, s := range signers {
		if !s.At.IsZero() {
			at = s.At.UTC().Format(time.RFC3339)
		}
		if s.Certificate == nil && at == "" {
			continue
		}
		if err := c.signer(r, s.Certificate, at); err != nil {
			return err
		}
	}
	c.Facts.Signed = c.Facts.Signed || len(m.Signers) > 0
	return nil
}

// signer writes whom a certificate names, as a record. Cert may be nil.
func (c *content) signer(r *run, cert *x509.Certificate, at string) error {
	fields := [][2]string{{"signed", at}}
	if cert != nil {
		fields = append(fields, [2]string{"signer", cert.Subject.CommonName}, [2]string{"company", strings.Join(cert.Subject.Organization, ", ")})
		for _, mail := range cert.EmailAddresses {
			fields = append(fields, [2]string{"email", mail})
		}
		if name := firstText(cert.Subject.CommonName, strings.Join(cert.Subject.Organization, ", ")); c.Facts.SignedBy == "" {
			c.Facts.SignedBy = bound(strings.ToValidUTF8(name, "\uFFFD"))
		}
	}
	record := c.record()
	for _, f := range fields {
		if f[1] == "" {
			continue
		}
		r.mark(f[0], record)
		err := r.writeString(bound(strings.ToValidUTF8(f[1], "\uFFFD")))
		r.mark("", record)
		if err := firstError(err, r.writeString("\n")); err != nil {
			return err
		}
	}
	return nil
}

func firstText(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

// An xmlSigner reads who signed an office document from its XML signature (W3C
// XML-Signature, section 4.5.4; XAdES for the time).
type xmlSigner struct {
	c    *content
	r    *run
	in   string // the element whose text is taken
	held []byte
	cert *x509.Certificate // the first one: the signer's
	at   string
}

// maxCertificate is the length of a certificate in base64 that is read, in bytes.
const maxCertificate = 64 << 10

func (x *xmlSigner) comment([]byte) error { return nil }

func (x *xmlSigner) text(p []byte) error {
	if x.in != "" && len(x.held) < maxCertificate {
		x.held = append(x.held, p...)
	}
	return nil
}

func (x *xmlSigner) open(name string, _ []attr) error {
	switch name {
	case "X509Certificate", "SigningTime", "date":
		x.in, x.held = name, x.held[:0]
	}
	return nil
}

func (x *xmlSigner) close(name string) error {
	if name == x.in {
		x.in = ""
		switch text := strings.Join(strings.Fields(string(x.held)), ""); {
		case name != "X509Certificate":
			x.at = firstText(x.at, text)
		case x.cert == nil:
			if der, err := base64.StdEncoding.DecodeString(text); err == nil {
				x.cert, _ = x509.ParseCertificate(der)
			}
		}
	}
	if name != "Signature" {
		return nil
	}
	cert, at := x.cert, x.at
	x.cert, x.at = nil, ""
	return x.c.signer(x.r, cert, at)
}
