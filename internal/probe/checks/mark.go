package checks

import (
	"net/http"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// has reports whether an answer has one of several headers.
func has(a *probe.Answer, headers ...string) bool {
	for _, h := range headers {
		if a.Header.Get(h) != "" {
			return true
		}
	}
	return false
}

// azureMarked reports whether an answer shows to be of Azure Storage (Microsoft Learn, "Status and
// error codes").
func azureMarked(a *probe.Answer) bool { return has(a, "X-Ms-Request-Id", "X-Ms-Error-Code") }

// s3Marked reports whether an answer shows to be of a service that speaks S3 (API Reference,
// "Common response headers" and "REST error responses").
func s3Marked(a *probe.Answer) bool {
	return has(a, "X-Amz-Request-Id", "X-Amz-Id-2", "X-Amz-Bucket-Region") || a.Status >= 400 && rootElement(a.Body) == "Error"
}

// googleMarked reports whether an answer shows to be of Cloud Storage ("HTTP status and error
// codes for JSON").
func googleMarked(a *probe.Answer) bool {
	var refusal struct {
		Error *struct {
			Code int `json:"code"`
		} `json:"error"`
	}
	return has(a, "X-Guploader-Uploadid") || a.Status >= 400 && decodeAny(a, &refusal) && refusal.Error != nil && refusal.Error.Code == a.Status
}

// sure holds a refusal to what shows that the service itself gave it: whatever stands on
// the way answers 403 and 404 too. On a provider's own host the certificate shows it as well.
func sure(s *probe.Session, a *probe.Answer, marked bool, j probe.Judged) probe.Judged {
	if j.Verdict != exposure.Closed {
		return j
	}
	if !marked {
		return probe.Doubt("HTTP %d: refused by something that does not show to be the service", a.Status)
	}
	if t := a.TLS; t != nil && t.Problem != "" && !s.Target.Named {
		return probe.Doubt("HTTP %d: refused by something that does not show to be the service: its certificate is %s", a.Status, t.Problem)
	}
	return j
}

// gave reports whether an answer is the byte that was asked for: as a part, or from a
// service that minds no ranges and shows to be what was asked.
func gave(a *probe.Answer, marked bool) bool {
	return a.Status == http.StatusPartialContent && a.Header.Get("Content-Range") != "" || a.Status == http.StatusOK && marked
}
