package gcs

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/hemostat/hemostat/source"
)

// readOnly is all that a token is asked for (developers.google.com/identity/protocols/oauth2/scopes).
const readOnly = "https://www.googleapis.com/auth/devstorage.read_only"

// account signs in as a service account: it exchanges an assertion, signed with the
// account's key, for a token (RFC 7523; "Using OAuth 2.0 for server to server
// applications").
type account struct {
	email     string
	keyID     string
	key       *rsa.PrivateKey
	address   string // where tokens are given
	transport http.RoundTripper
	now       func() time.Time

	mu    sync.Mutex
	token string
	until time.Time
}

// ServiceAccount returns the source of tokens for the key file of a service account,
// as Google's console writes it. Tokens are asked for at the address that stands in
// it, through transport, when they are needed, and allow reading alone.
func ServiceAccount(keyFile []byte, transport http.RoundTripper) (func(context.Context) (string, error), error) {
	var file struct {
		Type     string `json:"type"`
		Email    string `json:"client_email"`
		KeyID    string `json:"private_key_id"`
		Key      string `json:"private_key"`
		TokenURI string `json:"token_uri"`
	}
	unusable := errors.New("gcs: not the key file of a service account")
	if json.Unmarshal(keyFile, &file) != nil || file.Type != "service_account" || file.Email == "" {
		return nil, unusable
	}
	to, err := url.Parse(file.TokenURI)
	if err != nil || to.Host == "" || to.Scheme != "https" && to.Hostname() != "127.0.0.1" || to.User != nil || to.RawQuery != "" {
		return nil, fmt.Errorf("%w: its token_uri is no address of https", unusable)
	}
	block, _ := pem.Decode([]byte(file.Key))
	if block == nil {
		return nil, unusable
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	key, ok := parsed.(*rsa.PrivateKey)
	if err != nil || !ok {
		return nil, unusable
	}
	a := &account{email: file.Email, keyID: file.KeyID, key: key, address: to.String(), transport: transport, now: time.Now}
	return a.get, nil
}

// get returns a token that is valid for a minute at the least.
func (a *account) get(ctx context.Context) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.token != "" && a.now().Add(time.Minute).Before(a.until) {
		return a.token, nil
	}
	assertion, err := a.assertion()
	if err != nil {
		return "", source.ErrSignIn
	}
	form := url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {assertion}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", source.ErrSignIn
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := a.transport.RoundTrip(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	return a.take(resp)
}

// take takes the token out of an answer. What it says else may quote the assertion.
func (a *account) take(resp *http.Response) (string, error) {
	data, err := io.ReadAll(io.LimitReader(resp.Body, longestFail))
	if err != nil {
		return "", err
	}
	var answer struct {
		Token   string `json:"access_token"`
		Type    string `json:"token_type"`
		Seconds int64  `json:"expires_in"`
	}
	switch {
	case resp.StatusCode >= 500, resp.StatusCode == http.StatusTooManyRequests:
		return "", source.Fail(source.Error{Op: "sign in", Kind: source.ErrServer, Status: resp.StatusCode})
	case resp.StatusCode != http.StatusOK || json.Unmarshal(data, &answer) != nil || !strings.EqualFold(answer.Type, "Bearer") || !clean(answer.Token):
		return "", source.ErrSignIn
	}
	a.token, a.until = answer.Token, a.now().Add(time.Duration(min(max(answer.Seconds, 0), 86400))*time.Second)
	return a.token, nil
}

// clean reports whether a token can stand in a header.
func clean(token string) bool {
	return token != "" && !strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' })
}

// assertion returns a signed claim to be the account, for an hour.
func (a *account) assertion() (string, error) {
	now := a.now().Unix()
	head, err := json.Marshal(map[string]string{"alg": "RS256", "typ": "JWT", "kid": a.keyID})
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(map[string]any{"iss": a.email, "scope": readOnly, "aud": a.address, "iat": now, "exp": now + 3600})
	if err != nil {
		return "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	text := encode(head) + "." + encode(claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, a.key, crypto.SHA256, sum[:])
	return text + "." + encode(signature), err
}
