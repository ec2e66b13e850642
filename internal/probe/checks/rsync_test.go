package checks

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe/probetest"
)

func rsyncServer(t testing.TB, modules string) string {
	return probetest.Start(t, probetest.Program{Name: "rsync", Package: "rsync", Args: func(port int, dir string) []string {
		text := fmt.Sprintf("use chroot = no\nlog file = %[1]s/log\nmotd file = %[1]s/motd\n[%[2]s", dir, modules)
		for name, text := range map[string]string{"conf": text, "motd": "Welcome\n\nto contoso.example\n", "secrets": "a:invented\n"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return []string{"--daemon", "--no-detach", "--address=127.0.0.1", fmt.Sprintf("--port=%d", port), "--config=" + filepath.Join(dir, "conf")}
	}})
}

func TestRsync(t *testing.T) {
	const password = "auth users = a\nsecrets file = secrets\n"
	seen := []exposure.Right{exposure.RightList, exposure.RightMetadata}
	mixed := rsyncServer(t, "secret]\npath = /\n"+password+"[backup]\npath = /tmp\ncomment = nightly\n[hidden]\npath=/tmp\nlist = no\n")
	probetest.Run(t, probetest.Subject{
		Check:   rsync{},
		Hostile: func(address string) string { return "rsync://" + address },
		Places: map[string]probetest.Place{
			"open":               {Target: "rsync://" + mixed, Open: serverRights(), Holds: "backup"},
			"one with password":  {Target: "rsync://" + mixed + "/secret", Open: seen, Closed: []exposure.Right{exposure.RightRead}},
			"one not listed":     {Target: "rsync://" + mixed + "/hidden", Open: serverRights()},
			"one not there":      {Target: "rsync://" + mixed + "/nothing", Open: seen, Closed: []exposure.Right{exposure.RightRead}},
			"all with password":  {Target: "rsync://" + rsyncServer(t, "secret]\npath = /\n"+password), Open: seen, Closed: []exposure.Right{exposure.RightRead}},
			"nothing is listed":  {Target: "rsync://" + rsyncServer(t, "hidden]\npath = /tmp\nlist = no\n")},
			"refuses this place": {Target: "rsync://" + rsyncServer(t, "backup]\npath = /tmp\nhosts deny = *\n"), Open: seen, Closed: []exposure.Right{exposure.RightRead}},
		},
	})
}
