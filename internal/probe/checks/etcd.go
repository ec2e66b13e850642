package checks

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// etcd asks for keys by the JSON gateway of its third protocol, or by the second one.
type etcd struct{}

// Info implements [probe.Check].
func (etcd) Info() probe.Info {
	return probe.Info{
		Name: "etcd", Service: "etcd", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(),
		Asks:   "GET /version; POST /v3/kv/range for the name of one key, and for one that nothing has; else HEAD /v2/keys/ and GET of one that nothing has",
		Source: "etcd.io/docs/v3.5/dev-guide/api_grpc_gateway; etcd.io/docs/v2.3/api",
	}
}

// Ask implements [probe.Check].
func (etcd) Ask(ctx context.Context, s *probe.Session) error {
	v, a, err := askService(ctx, s, "etcd", probe.Question{URL: "/version"})
	if err != nil {
		return err
	}
	var version struct {
		Server string `json:"etcdserver"`
	}
	if !decode(a, &version) || version.Server == "" {
		tellAll(s, v.refusal(a), a.Evidence)
		return nil
	}
	s.Exists(probe.Exists)
	s.Runs("etcd " + version.Server)
	if s.Target.Service != "etcd" { // by POST the scope asks a server that is named as one alone
		return v.etcd2(ctx)
	}
	done, err := v.etcd3(ctx)
	if err != nil || done {
		return err
	}
	return v.etcd2(ctx)
}

// An etcdRange is the answer to a range: of the keys, how many and the first.
type etcdRange struct {
	Header *struct {
		Revision string `json:"revision"`
	} `json:"header"`
	Keys []struct {
		Key string `json:"key"`
	} `json:"kvs"`
	Count string `json:"count"`
	Code  int    `json:"code"` // of an error, as gRPC counts them
	Error string `json:"error"`
}

// askRange asks for keys from a name on.
func (v *service) askRange(ctx context.Context, question map[string]any) (r etcdRange, a *probe.Answer, err error) {
	body, err := json.Marshal(question)
	if err != nil {
		return r, nil, err
	}
	a, err = v.ask(ctx, probe.Question{Method: http.MethodPost, URL: "/v3/kv/range", Body: body, Header: http.Header{"Content-Type": {"application/json"}}})
	if err == nil && a.Whole && json.Unmarshal(a.Body, &r) != nil {
		r = etcdRange{}
	}
	return r, a, err
}

func (v *service) judgeRange(r etcdRange, a *probe.Answer, why string) probe.Judged {
	switch {
	case a.Status == http.StatusOK && r.Header != nil && r.Header.Revision != "":
		return probe.Open("%s", why)
	case r.Code == 3 && strings.HasSuffix(r.Error, "user name is empty"), r.Code == 16, r.Code == 7: // invalid argument, unauthenticated, denied
		return probe.Closed("HTTP %d: it wants a user and a password", a.Status)
	}
	return v.refusal(a)
}

// etcd3 reports done where the server knows the third protocol.
func (v *service) etcd3(ctx context.Context) (done bool, err error) {
	zero := base64.StdEncoding.EncodeToString([]byte{0}) // from it, up to it: every key
	r, a, err := v.askRange(ctx, map[string]any{"key": zero, "range_end": zero, "limit": "1", "keys_only": true})
	if err != nil || a.Status == http.StatusNotFound {
		return false, err
	}
	j := v.judgeRange(r, a, "a range over all keys was answered to whoever gave no password")
	v.s.Told(exposure.RightList, j, a.Evidence)
	v.s.Told(exposure.RightMetadata, j, a.Evidence)
	name := base64.StdEncoding.EncodeToString([]byte(v.s.RandomName()))
	one, a, err := v.askRange(ctx, map[string]any{"key": name})
	if err != nil {
		return false, err
	}
	v.s.Told(exposure.RightRead, v.judgeRange(one, a, "a key was asked for with its value and not refused"), a.Evidence)
	if v.s.Depth >= exposure.List && j.Verdict == exposure.Open {
		n, err := strconv.ParseInt(r.Count, 10, 64)
		if r.Count != "" && err != nil {
			n = -1
		}
		v.s.Holds(probe.Part{Kind: "keys", Name: "keys", Count: n, Bytes: -1})
	}
	return true, nil
}

// etcd2 asks by the second protocol, which tells a missing key by an error of its own.
func (v *service) etcd2(ctx context.Context) error {
	all, err := v.ask(ctx, probe.Question{Method: http.MethodHead, URL: "/v2/keys/"})
	if err != nil {
		return err
	}
	index := func(a *probe.Answer) bool { return a.Header.Get("X-Etcd-Index") != "" }
	v.judge(all, func(a *probe.Answer) (string, bool) {
		return "the root of all keys was answered to whoever gave no password", a.Status == http.StatusOK && index(a)
	}, exposure.RightList, exposure.RightMetadata)
	_, _, err = v.tell(ctx, "/v2/keys/"+v.s.RandomName(), func(a *probe.Answer) (string, bool) {
		return "a key was asked for and not refused", a.Status == http.StatusNotFound && index(a)
	}, exposure.RightRead)
	return err
}
