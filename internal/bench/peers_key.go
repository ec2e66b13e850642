package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"strings"
)

// privateKey is a key as openssl writes it, RSA or on P-256. It is a real one, since
// a peer parses what it finds, and the same in each run, which no generator of the
// standard library's is.
func privateKey(m maker) credential {
	block := &pem.Block{Type: "RSA PRIVATE KEY"}
	if m.IntN(2) == 0 {
		block.Bytes = x509.MarshalPKCS1PrivateKey(rsaKey(m))
	} else {
		block.Type = "EC PRIVATE KEY"
		key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), append([]byte{1}, m.bytes(31)...))
		if err == nil {
			block.Bytes, err = x509.MarshalECPrivateKey(key)
		}
		if err != nil {
			panic("bench: no EC key: " + err.Error()) // a number below the order is always one
		}
	}
	return all(strings.TrimSuffix(string(pem.EncodeToMemory(block)), "\n"))
}

func rsaKey(m maker) *rsa.PrivateKey {
	one, e := big.NewInt(1), big.NewInt(65537)
	for {
		p, q := m.prime(), m.prime()
		phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
		key := &rsa.PrivateKey{
			PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: int(e.Int64())},
			D:         new(big.Int).ModInverse(e, phi), Primes: []*big.Int{p, q},
		}
		if key.D != nil && key.Validate() == nil {
			key.Precompute()
			return key
		}
	}
}

// prime is one of 1,024 bits.
func (m maker) prime() *big.Int {
	b := m.bytes(128)
	b[0] |= 0xc0
	b[127] |= 1
	p, two := new(big.Int).SetBytes(b), big.NewInt(2)
	for !p.ProbablyPrime(0) {
		p.Add(p, two)
	}
	return p
}
