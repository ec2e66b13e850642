package checks

import (
	"context"
	"net/http"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// rabbitmq asks the management interface of RabbitMQ. Its messages are handed out by POST
// alone, which is not asked.
type rabbitmq struct{}

// Info implements [probe.Check].
func (rabbitmq) Info() probe.Info {
	return probe.Info{
		Name: "rabbitmq", Service: "rabbitmq", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(),
		Asks:   "GET /api/overview, /api/queues; at depth list the queues with their messages",
		Source: "rabbitmq.com/docs/management#http-api",
	}
}

// Ask implements [probe.Check].
func (rabbitmq) Ask(ctx context.Context, s *probe.Session) error {
	v, a, err := askService(ctx, s, "RabbitMQ's management", probe.Question{URL: "/api/overview"})
	if err != nil {
		return err
	}
	var overview struct {
		Version string `json:"rabbitmq_version"`
	}
	if v.judge(a, func(a *probe.Answer) (string, bool) {
		return "the overview was shown to whoever gave no password", decode(a, &overview) && overview.Version != ""
	}, exposure.RightMetadata) {
		s.Runs("RabbitMQ " + overview.Version)
	} else if a.Status == http.StatusUnauthorized && strings.Contains(a.Header.Get("Www-Authenticate"), "RabbitMQ") {
		s.Exists(probe.Exists)
		s.Runs("RabbitMQ")
	}
	var queues struct {
		Items []struct {
			Name     string `json:"name"`
			Host     string `json:"vhost"`
			Messages *int64 `json:"messages"`
			Bytes    *int64 `json:"message_bytes"`
		} `json:"items"`
		Total *int `json:"total_count"`
	}
	size := map[bool]string{true: "500", false: "1"}[s.Depth >= exposure.List]
	a, open, err := v.tell(ctx, "/api/queues?page=1&page_size="+size, func(a *probe.Answer) (string, bool) {
		return "the queues were shown to whoever gave no password", decode(a, &queues) && queues.Total != nil
	}, exposure.RightList)
	if err != nil {
		return err
	}
	if !open {
		s.Told(exposure.RightRead, v.refusal(a), a.Evidence)
		return nil
	}
	s.Told(exposure.RightRead, probe.Doubt("messages are handed out by POST, which is not asked; they are read over AMQP"), a.Evidence)
	for _, q := range queues.Items {
		if s.Depth < exposure.List || !s.Holds(probe.Part{Kind: "queue", Name: q.Host + " " + q.Name, Count: counted(q.Messages), Bytes: counted(q.Bytes)}) {
			break
		}
	}
	return nil
}

// counted is a number that may be absent.
func counted(n *int64) int64 {
	if n == nil || *n < 0 {
		return -1
	}
	return *n
}
