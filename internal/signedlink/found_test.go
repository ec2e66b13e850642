package signedlink_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/internal/signedlink"
)

// TestFoundIsRead: what detect finds in a text and calls a signed link is read,
// and under the same name.
func TestFoundIsRead(t *testing.T) {
	const (
		b64    = "vUlFgp3wOUKfe3x%2F42Fo4OoLwD0ihELpkiFvk%2BXIA7Q%3D"
		hex    = "bd4945829df03942 9f7b7c7fe36168e0 ea0bc03d228442e9 92216f93e5c803b4"
		amazon = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAQ4TESTONLY7QAB2C%2F20300101%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Date=20300101T000000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature="
	)
	digits := strings.ReplaceAll(hex, " ", "")
	engine, err := detect.New(detect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text, rule string
		form       signedlink.Form
	}{
		{"Get it at https://contoso.blob.core.windows.net/q3?sv=2021-06-08&ss=b&srt=sco&sp=rl&se=2030-01-01T00:00:00Z&spr=https&sig=" + b64 + " until May.\n", "azure-account-sas", signedlink.AccountSAS},
		{"SharedAccessSignature=sv=2021-06-08&ss=bfqt&srt=sco&sp=rwdlacup&se=2030-01-01&sig=" + b64 + "\n", "azure-account-sas", signedlink.AccountSAS},
		{"<a href=\"https://contoso.blob.core.windows.net/q3/a.zip?sv=2021-06-08&amp;sr=b&amp;sp=r&amp;se=2030-01-01&amp;sig=" + b64 + "\">here</a>\n", "azure-service-sas", signedlink.ServiceSAS},
		{"curl 'https://contoso-test.s3.eu-central-1.amazonaws.com/a.zip?" + amazon + digits + "'\n", "presigned-url", signedlink.AWSV4},
		{"see https://storage.googleapis.com/contoso-test/a?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=x%40y.iam.gserviceaccount.com%2F20300101%2Fauto%2Fstorage%2Fgoog4_request&X-Goog-Date=20300101T000000Z&X-Goog-Expires=900&X-Goog-SignedHeaders=host&X-Goog-Signature=" + strings.Repeat(digits, 8) + ".\n", "presigned-url", signedlink.GoogleV4},
	} {
		found := false
		err := engine.Scan(context.Background(), strings.NewReader(c.text), detect.Segment{}, func(m detect.Mention) error {
			if m.Rule != c.rule {
				return nil
			}
			found = true
			l, err := signedlink.Parse(string(m.Value))
			if err != nil {
				t.Errorf("%s: %v", c.rule, err)
			} else if l.Form != c.form || l.Signature != signedlink.Whole || l.Form.Azure() && c.rule != "azure-service-sas" && string(l.Form) != c.rule {
				t.Errorf("%s: read as %s, signature %s", c.rule, l.Form, l.Signature)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if !found {
			t.Errorf("%s: not found in %.60q", c.rule, c.text)
		}
	}
}
