package checks

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/probe/probetest"
)

// ftpServer is vsftpd, which lets a daemon's own user serve from a folder that it may not write.
func ftpServer(t testing.TB, configuration string) string {
	write := func(t testing.TB, file, text string) {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		probetest.GiveAway(t, file)
	}
	return probetest.Start(t, probetest.Program{
		Name: "vsftpd", Package: "vsftpd", NotRoot: true,
		Prepare: func(t testing.TB, dir string) {
			root := filepath.Join(dir, "root")
			for _, d := range []string{root, filepath.Join(root, "backups"), filepath.Join(dir, "empty")} {
				if err := os.Mkdir(d, 0o755); err != nil {
					t.Fatal(err)
				}
			}
			write(t, filepath.Join(root, "crm export.csv"), strings.Repeat("invented\n", 100000))
			cert, key := probetest.Certificate(t, "127.0.0.1")
			write(t, filepath.Join(dir, "pem"), cert+key)
		},
		Args: func(port int, dir string) []string {
			text := fmt.Sprintf("listen=YES\nlisten_address=127.0.0.1\nlisten_port=%d\nrun_as_launching_user=YES\nbackground=NO\nanon_root=%[2]s/root\nsecure_chroot_dir=%[2]s/empty\nrsa_cert_file=%[2]s/pem\nvsftpd_log_file=%[2]s/log\nxferlog_enable=NO\nseccomp_sandbox=NO\nlocal_enable=NO\n", port, dir)
			write(t, filepath.Join(dir, "conf"), text+configuration)
			return []string{filepath.Join(dir, "conf")}
		},
	})
}

func TestFTP(t *testing.T) {
	open := ftpServer(t, "anonymous_enable=YES\n")
	anonymous := []string{"anonymous"}
	probetest.Run(t, probetest.Subject{
		Check:    ftp{},
		Hostile:  func(address string) string { return "ftp://" + address },
		Accounts: anonymous,
		Places: map[string]probetest.Place{
			"anonymous":                     {Target: "ftp://" + open, Accounts: anonymous, Open: serverRights(), Holds: "crm export.csv"},
			"a directory":                   {Target: "ftp://" + open + "/backups", Accounts: anonymous, Open: []exposure.Right{exposure.RightList, exposure.RightMetadata}},
			"lists nothing":                 {Target: "ftp://" + ftpServer(t, "anonymous_enable=YES\ndirlist_enable=NO\n"), Accounts: anonymous, Open: []exposure.Right{exposure.RightMetadata}, Closed: []exposure.Right{exposure.RightList}},
			"another account":               {Target: "ftp://" + open, Accounts: []string{"backup"}, Closed: serverRights()},
			"not anonymous":                 {Target: "ftp://" + ftpServer(t, "anonymous_enable=NO\nlocal_enable=YES\n"), Accounts: anonymous, Closed: serverRights()},
			"an account with a password":    {Target: "ftp://" + ftpServer(t, "local_enable=YES\n"), Accounts: []string{"backup"}, Closed: serverRights()},
			"with TLS alone":                {Target: "ftp://" + ftpServer(t, "anonymous_enable=YES\nssl_enable=YES\nallow_anon_ssl=YES\nssl_ciphers=HIGH\nforce_anon_logins_ssl=YES\n"), Accounts: anonymous, Open: serverRights()},
			"no account named in the grant": {Target: "ftp://" + open},
		},
	})
	r := probetest.Ask(t, ftp{}, probetest.Place{Target: "ftp://" + open})
	if r.Exists != probe.Exists || r.Exposed || !strings.Contains(r.Rights[0].Why, "grant names none") || !strings.Contains(r.Software, "vsFTPd") {
		t.Errorf("without an account: %+v", r)
	}
}
