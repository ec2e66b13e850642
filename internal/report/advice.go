package report

import "strings"

// advice is searched from the top: the first entry one of whose words stands in
// the rule's name is taken.
var advice = [...]struct {
	words []string
	text  string
}{
	{[]string{"sas", "signed-url", "presigned"}, "A signed link cannot be revoked by itself: rotate the account key that signed it, or delete the stored access policy it names. Then look for its use in the storage logs."},
	{[]string{"azure-storage", "storage-key", "storage-connection", "account-key"}, "Rotate both keys of the storage account, prefer sign-in by identity, and disable shared-key access where nothing needs it."},
	{[]string{"azure", "entra", "client-secret"}, "Delete the secret at its app registration, add a new one, and review the sign-in logs of that application."},
	{[]string{"aws"}, "Deactivate the access key in IAM, make a new one, and search CloudTrail for its key identifier. Delete it once nothing fails."},
	{[]string{"gcp", "google"}, "Delete the key of the service account, make a new one, and search the audit logs for that account."},
	{[]string{"private-key", "pem", "ssh", "pgp"}, "Replace the key pair wherever the public half is trusted: authorized_keys, certificates, signing. Revoke certificates that were issued for it."},
	{[]string{"jwt", "bearer", "session"}, "End the session at its issuer. If the signing key was exposed too, rotate it: every token it signed is open to forgery."},
	{[]string{"github", "gitlab", "bitbucket", "npm", "pypi", "docker"}, "Revoke the token at the service, check what it pushed or published, and issue one with fewer rights and an end date."},
	{[]string{"slack", "teams", "webhook"}, "Revoke the token or webhook at the service and make a new one."},
	{[]string{"connection", "database", "mysql", "postgres", "mongo", "sql", "redis"}, "Change the password of this database account, end its open sessions, and check from where it has signed in."},
	{[]string{"password", "passwd", "pwd", "basic-auth"}, "Change the password everywhere it was used, end open sessions, and check the sign-in logs of that account."},
}

// Advice returns what to do about an exposed credential that rule has found.
// It goes by words in the rule's name, and says the general thing for a rule
// that it does not know.
func Advice(rule string) string {
	rule = strings.ToLower(strings.ReplaceAll(rule, "_", "-"))
	for _, a := range advice {
		for _, word := range a.words {
			if strings.Contains(rule, word) {
				return a.text
			}
		}
	}
	return "Revoke it where it was issued, issue a new one, and look in that service's logs for its use since the data was first exposed."
}
