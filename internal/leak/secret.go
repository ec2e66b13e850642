package leak

import (
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"hash/crc32"
	"math/big"
	"net/url"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// The sorts of credentials, each counted by itself in the truth. All are random
// bytes in a valid shape: none opens anything.
const (
	SecretPrivateKey = "private-key"           // PEM, RSA by its ASN.1 shape
	SecretAWSID      = "aws-access-key-id"     //
	SecretAWSKey     = "aws-secret-access-key" //
	SecretStorageKey = "azure-storage-key"     // AccountKey= of a connection string
	SecretSAS        = "azure-sas"             // signed URL
	SecretGitHub     = "github-token"          // ghp_, last six letters its CRC-32
	SecretJWT        = "jwt"                   // expired
	SecretPassword   = "password"              // behind password = and the like
	SecretDatabase   = "database-password"     // inside a connection string or URL
	SecretPublish    = "publish-profile"       // userPWD of a publish profile
	SecretGoogle     = "google-api-key"        //
	SecretSlack      = "slack-token"           //
)

// secret returns the n-th credential of a sort, without recording it.
func (w *world) secret(sort string, n int) string {
	r := stream(w.seed^nameID(sort), streamSecret, n)
	switch sort {
	case SecretPrivateKey:
		return privateKey(&r)
	case SecretAWSID:
		return "AKIA" + r.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)
	case SecretAWSKey:
		return base64.StdEncoding.EncodeToString(r.bytes(30))
	case SecretStorageKey:
		return base64.StdEncoding.EncodeToString(r.bytes(64))
	case SecretSAS:
		rights, year := "rl", 2021
		if r.one(3) { // everything, for thirty years, as in the incident of 2023
			rights, year = "rwdlac", 2051
		}
		return fmt.Sprintf("https://%s.blob.core.windows.net/exports?sv=2019-12-12&ss=b&srt=sco&sp=%s&se=%d-%02d-01T00:00:00Z&spr=https&sig=%s",
			r.from(letters, 22), rights, year, 1+r.n(12), url.QueryEscape(base64.StdEncoding.EncodeToString(r.bytes(32))))
	case SecretGitHub:
		return githubToken(&r)
	case SecretJWT:
		return jwt(&r)
	case SecretPublish:
		return r.from(alnum, 60)
	case SecretGoogle:
		return "AIza" + r.from(alnum+"-_", 35)
	case SecretSlack:
		return "xoxb-" + r.from(digits, 12) + "-" + r.from(digits, 12) + "-" + r.from(alnum, 24)
	}
	return r.from(alnum, 11) + r.from("!$*_.", 1) + r.from(alnum, 4)
}

// credential writes one of a sort. Few exist of each, so that the same key
// stands in several files, as it does in life.
func (g *gen) credential(sort string) string {
	n := g.r.n(max(6, g.entities/16))
	s := g.secret(sort, n)
	g.rec.event(Event{Kind: exposure.Secret, Written: s, Canonical: s, Identity: nameID(sort) ^ uint64(n), Sort: sort})
	if sort == SecretSAS {
		host, _, _ := strings.Cut(strings.TrimPrefix(s, "https://"), "/")
		g.tenant(host)
	}
	return s
}

// privateKey is an RSAPrivateKey (RFC 8017, appendix A.1.2) of random numbers.
func privateKey(r *rng) string {
	number := func(n int) *big.Int {
		b := r.bytes(n)
		b[0] |= 0x80
		return new(big.Int).SetBytes(b)
	}
	der, err := asn1.Marshal(struct {
		Version                int
		N                      *big.Int
		E                      int
		D, P, Q, D1, D2, QInv1 *big.Int
	}{0, number(256), 65537, number(256), number(128), number(128), number(128), number(128), number(128)})
	if err != nil {
		panic("leak: a private key of random numbers does not marshal") // big integers always do
	}
	return strings.TrimSuffix(string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: der})), "\n")
}

// githubToken has the checksum of GitHub's format: the CRC-32 of the thirty
// letters in base 62, six digits.
func githubToken(r *rng) string {
	const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	body := r.from(alnum, 30)
	sum := crc32.ChecksumIEEE([]byte(body))
	check := []byte("000000")
	for i := len(check) - 1; i >= 0; i-- {
		check[i] = base62[sum%62]
		sum /= 62
	}
	return "ghp_" + body + string(check)
}

func jwt(r *rng) string {
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." +
		part(fmt.Appendf(nil, `{"sub":"%s","iat":%d,"exp":%d}`, hex.EncodeToString(r.bytes(8)), 1600000000, 1600003600+r.n(30000000))) + "." +
		part(r.bytes(32))
}
