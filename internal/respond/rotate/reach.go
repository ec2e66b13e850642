package rotate

import (
	"strings"

	"github.com/hemostat/hemostat/internal/credential"
)

// Reach says how far a credential reaches: 9 whole accounts of a cloud … 0 what only
// names.
type Reach struct {
	Rank  int    `json:"rank"`
	Words string `json:"words"`
}

// The reaches.
var (
	cloudAccount   = Reach{9, "a cloud account, or a vault of other keys"}
	storageAccount = Reach{8, "a storage account or a service's own key"}
	privateKey     = Reach{7, "whatever trusts a private key"}
	database       = Reach{6, "a database"}
	container      = Reach{5, "a container, bucket or share"}
	login          = Reach{5, "a login"}
	service        = Reach{4, "one service"}
	session        = Reach{3, "a session"}
	object         = Reach{2, "one object"}
	webhook        = Reach{1, "a webhook: whoever has it can post"}
	names          = Reach{0, "nothing by itself: it names, or is the public half of a pair"}
)

// reaches is searched from the top: the first entry one of whose words stands in the
// rule's name is taken.
var reaches = [...]struct {
	reach Reach
	words []string
}{
	{names, []string{"client-id", "pub-key", "newrelic-id", "recaptcha", "access-key-id", "consumer-key", "test-key"}},
	{webhook, []string{"webhook", "workflow"}},
	{session, []string{"jwt", "session", "cookie", "bearer", "bedrock-short"}},
	{storageAccount, []string{
		"azure-storage", "azure-shared", "azure-cosmos", "azure-bus", "azure-iot", "azure-batch", "azure-redis", "azure-search", "azure-registry",
		"azure-function", "azure-cask", "azure-communication", "azure-signalr", "azure-config", "azure-publish", "gcs-hmac",
	}},
	{container, []string{"-sas", "presigned"}},
	{cloudAccount, []string{
		"aws-secret", "azure-client-secret", "azure-devops", "alibaba", "yandex", "google-oauth", "google-refresh", "digitalocean", "heroku", "cloudflare", "vault-token", "vault-old", "vault-approle",
		"ansible-vault", "terraform", "pulumi", "hcp-key", "okta", "kubernetes", "openshift", "kubeconfig", "rancher", "doppler", "1password", "bitwarden", "unattend", "cpassword",
	}},
	{privateKey, []string{"private-key", "putty", "rsa-xml", "jwk", "pkcs12", "jks", "age-secret", "tink", "machine-key", "bitlocker", "origin-key"}},
	{database, []string{"connection-string", "pgpass", "sql-user", "jdbc", "planetscale", "supabase", "clickhouse", "sidekiq"}},
	{login, []string{
		"password", "netrc", "basic-auth", "login-pair", "curl-credential", "network-shared", "wireless", "credential",
	}},
}

// reachOf says how far what a rule finds reaches; a link's own words and the names
// beside a password say it better.
func reachOf(k *Key) Reach {
	r := service
	for _, entry := range reaches {
		if containsAny(k.Rule, entry.words) {
			r = entry.reach
			break
		}
	}
	switch {
	case r == container && k.Part == "account":
		return storageAccount
	case r == container && containsAny(k.Part, []string{"blob", "object", "file", "request"}):
		return object
	case r == login && (k.named("database") || k.Form == credential.DatabaseLogin || strings.HasPrefix(k.Rule, "sql")):
		return database
	case r == privateKey && k.serviceAccount():
		return cloudAccount
	}
	return r
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func (k *Key) named(role string) bool {
	for _, n := range k.Names {
		if n.Role == role {
			return true
		}
	}
	return false
}

// serviceAccount reports whether a private key signs in as a service account of Google
// Cloud, whose domain a mask shows.
func (k *Key) serviceAccount() bool {
	for _, n := range k.Names {
		if n.Role == "user" && strings.HasSuffix(n.Masked, ".gserviceaccount.com") {
			return true
		}
	}
	return false
}
