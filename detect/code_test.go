package detect

import (
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// What people make up is a credential though it has words in it, and what a program
// writes in such a place is none. The values are invented.
func TestWordsAndCodeBesideCredentials(t *testing.T) {
	e := newEngine(t)
	best := func(text string) (score int) {
		for _, m := range collect(t, e, Segment{Media: "text/plain"}, text, "") {
			if m.Kind == exposure.Secret {
				score = max(score, m.Score)
			}
		}
		return score
	}
	for _, text := range []string{
		`JWT_SECRET="SuperSecretSigningKey-Production-2024"`, `HMAC_SECRET="Contoso2024WebhookSigningSecret77"`, `api_key="billing-service-webhook-secret-4711"`,
		`SECRET_KEY="summer-Garden-Kettle-Orange-42"`, `token = "1234-Contoso-Webhook-Signing-Secret"`,
		"password=$ummer.Time\n", "pwd=$ecret.Garden\n", "password=&Summer77\n", "password=Kanarie[77x\n", "password: https://Sommer.Regen!9\n",
	} {
		if score := best(text); score < 50 {
			t.Errorf("%s: score %d", text, score)
		}
	}
	for _, text := range []string{
		"\tPassword: &pdfPassword,\n", "$spPassword = $servicePrincipal.SecretText\n", "self.passwords: Dict[str, AuthInfo]\n", "[ChangePassword]: https://docs.contoso.example/help\n",
		"$randomPassword = -join ((65..90) | Get-Random)\n", "yaml/tokens.py,sha256=lTQIzSVw8Mg9wv459-TjiOQe6wVziqaRlqX2_89rp54,2573\n",
		"const tokenKind = \"X509CertificateTokenPolicyKey\"\n",
	} {
		if score := best(text); score >= 50 {
			t.Errorf("%s: score %d", text, score)
		}
	}
	for _, m := range collect(t, e, Segment{Media: "text/csv", Part: exposure.PartTable}, "correct-Horse-battery-Staple", "secret") {
		if m.Score < 50 {
			t.Errorf("in a column: %+v", m)
		}
	}
}
