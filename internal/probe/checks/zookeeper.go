package checks

import (
	"context"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// zookeeper asks by a word of four letters. A session would be written down by the whole
// ensemble, so none is begun: what its nodes let anybody do stays unknown.
type zookeeper struct{}

// Info implements [probe.Check].
func (zookeeper) Info() probe.Info {
	return probe.Info{
		Name: "zookeeper", Service: "zookeeper", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(),
		Asks:   "srvr, the one word of four letters that is allowed by default; no session is begun, since the servers would write it down",
		Source: "zookeeper.apache.org/doc/current/zookeeperAdmin.html#sc_4lw",
	}
}

// Ask implements [probe.Check].
func (zookeeper) Ask(ctx context.Context, s *probe.Session) error {
	return plainThenTLS(ctx, s, func(ctx context.Context, c *probe.Conn) error {
		version, nodes, refused := "", "", false
		e, err := c.Exchange(ctx, "zookeeper srvr", []byte("srvr"), func() (string, error) {
			line, err := readLine(c)
			if err != nil {
				return "", err
			}
			if refused = line == "srvr is not executed because it is not in the whitelist."; refused {
				return "not allowed", nil
			}
			if line == "This ZooKeeper instance is not currently serving requests" {
				return "not serving", nil
			}
			var ok bool
			if version, ok = strings.CutPrefix(line, "Zookeeper version: "); !ok {
				return "", errProtocol
			}
			for range 32 { // the last line is the number of nodes
				if line, err = readLine(c); err != nil {
					return "", err
				}
				if nodes, ok = strings.CutPrefix(line, "Node count: "); ok {
					return "figures", nil
				}
			}
			return "", errProtocol
		})
		if err != nil {
			return err
		}
		s.Exists(probe.Exists)
		unknown := probe.Doubt("a session is written down by the servers, so none was begun: each node has rights of its own")
		s.Told(exposure.RightList, unknown, e)
		s.Told(exposure.RightRead, unknown, e)
		switch {
		case refused:
			s.Told(exposure.RightMetadata, probe.Closed("srvr is not allowed"), e)
		case version == "":
			s.Told(exposure.RightMetadata, probe.Doubt("it serves no requests now"), e)
		default:
			version, _, _ = strings.Cut(version, "-")
			s.Runs("ZooKeeper " + version)
			s.Told(exposure.RightMetadata, probe.Open("srvr was answered to whoever did not sign in"), e)
			if s.Depth >= exposure.List {
				s.Holds(probe.Part{Kind: "nodes", Name: "nodes", Count: number(nodes), Bytes: -1})
			}
		}
		return nil
	})
}
