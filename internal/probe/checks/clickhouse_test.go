package checks

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/hemostat/hemostat/internal/probe/probetest"
)

func clickhouseServer(t testing.TB, password string) string {
	const users = `<yandex><profiles><default><max_memory_usage>100000000</max_memory_usage></default></profiles>
<users><default><password>%s</password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></default></users>
<quotas><default><interval><duration>3600</duration><queries>0</queries><errors>0</errors><result_rows>0</result_rows><read_rows>0</read_rows><execution_time>0</execution_time></interval></default></quotas></yandex>
`
	const server = `<yandex><logger><level>error</level><console>1</console></logger><http_port>%d</http_port><tcp_port>%d</tcp_port><interserver_http_port>%d</interserver_http_port>
<listen_host>127.0.0.1</listen_host><path>%[4]s/data/</path><tmp_path>%[4]s/tmp/</tmp_path><users_config>%[4]s/users.xml</users_config>
<default_profile>default</default_profile><default_database>default</default_database><mark_cache_size>5368709</mark_cache_size></yandex>
`
	return probetest.Start(t, probetest.Program{Name: "clickhouse-server", Package: "clickhouse-server", NotRoot: true,
		Args: func(port int, dir string) []string {
			_, tcp := probetest.FreePort(t)
			_, between := probetest.FreePort(t)
			for name, text := range map[string]string{"users.xml": fmt.Sprintf(users, password), "config.xml": fmt.Sprintf(server, port, tcp, between, dir)} {
				file := filepath.Join(dir, name)
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				probetest.GiveAway(t, file)
			}
			return []string{"--config-file=" + filepath.Join(dir, "config.xml")}
		},
	})
}

func TestClickHouse(t *testing.T) {
	open := clickhouseServer(t, "")
	for _, statement := range []string{"CREATE DATABASE shop", "CREATE TABLE shop.invoice (day Date, n UInt32) ENGINE = MergeTree(day, n, 8192)",
		"INSERT INTO shop.invoice SELECT today(), number FROM system.numbers LIMIT 1000"} {
		post(t, "http://"+open, statement)
	}
	probetest.Run(t, probetest.Subject{
		Check:   clickhouse{},
		Hostile: func(address string) string { return "clickhouse://" + address },
		Places: map[string]probetest.Place{
			"open":       {Target: "clickhouse://" + open, Open: serverRights(), Holds: "shop.invoice"},
			"a password": {Target: "clickhouse://" + clickhouseServer(t, "invented"), Closed: serverRights()},
		},
	})
	for _, p := range probetest.Ask(t, clickhouse{}, probetest.Place{Target: "clickhouse://" + open}).Holds {
		if p.Name == "shop.invoice" && (p.Count != 1000 || p.Bytes <= 0) {
			t.Errorf("a table of 1000 rows is told as %+v", p)
		}
	}
}
