package sourcetest

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A WebServer is a program that lists directories, as Debian has it.
type WebServer struct {
	Name    string // "nginx"
	program string
	pack    string
	config  string // its configuration: %[1]s address, %[2]s port, %[3]s folder that is served, %[4]s folder of its own
	args    []string
}

// WebServers returns those that tests can start, some in several guises.
func WebServers() []WebServer {
	return []WebServer{
		{Name: "python", program: "python3", pack: "python3", args: []string{"-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", "%[3]s", "%[2]s"}},
		{Name: "nginx", program: "nginx", pack: "nginx-light", config: nginxWith("autoindex on;"), args: nginxArgs},
		{Name: "nginx-json", program: "nginx", pack: "nginx-light", config: nginxWith("autoindex on; autoindex_format json;"), args: nginxArgs},
		{Name: "nginx-gzip", program: "nginx", pack: "nginx-light", config: nginxWith("autoindex on; gzip on; gzip_min_length 20;"), args: nginxArgs},
		{Name: "apache", program: "apache2", pack: "apache2-bin", config: apache + "IndexOptions FancyIndexing NameWidth=40\n", args: apacheArgs},
		{Name: "apache-plain", program: "apache2", pack: "apache2-bin", config: apache + "IndexOptions -FancyIndexing\n", args: apacheArgs},
		{Name: "apache-tracked", program: "apache2", pack: "apache2-bin", config: apache + "IndexOptions FancyIndexing TrackModified\n", args: apacheArgs},
		{Name: "apache-table", program: "apache2", pack: "apache2-bin",
			config: apache + "IndexOptions FancyIndexing HTMLTable IconsAreLinks FoldersFirst\nAddIcon /icons/unknown.gif .txt\nDefaultIcon /icons/blank.gif\n", args: apacheArgs},
		{Name: "lighttpd", program: "lighttpd", pack: "lighttpd", config: lighttpd, args: []string{"-D", "-f", "%[4]s/server.conf"}},
		{Name: "caddy", program: "caddy", pack: "caddy", config: caddy, args: []string{"run", "--adapter", "caddyfile", "--config", "%[4]s/server.conf"}},
	}
}

func nginxWith(options string) string { return strings.Replace(nginx, "OPTIONS", options, 1) }

var (
	nginxArgs  = []string{"-p", "%[4]s", "-e", "stderr", "-c", "%[4]s/server.conf"}
	apacheArgs = []string{"-X", "-f", "%[4]s/server.conf"}
)

const (
	nginx = `daemon off; master_process off; pid %[4]s/pid; error_log stderr;
events {}
http {
	access_log off;
	client_body_temp_path %[4]s/a; proxy_temp_path %[4]s/b; fastcgi_temp_path %[4]s/c; uwsgi_temp_path %[4]s/d; scgi_temp_path %[4]s/e;
	server { listen %[1]s; root %[3]s; OPTIONS }
}
`
	apache = `ServerName localhost
Listen %[1]s
PidFile %[4]s/pid
ErrorLog %[4]s/error.log
DocumentRoot %[3]s
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule autoindex_module /usr/lib/apache2/modules/mod_autoindex.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
<Directory />
	Options Indexes FollowSymLinks
	Require all granted
</Directory>
IndexOptions Charset=UTF-8
`
	lighttpd = `server.document-root = "%[3]s"
server.bind = "127.0.0.1"
server.port = %[2]s
server.modules = ("mod_dirlisting")
server.stat-cache-engine = "disable"
mimetype.assign = (".txt" => "text/plain") # what has no type gets neither ETag nor date
dir-listing.activate = "enable"
`
	caddy = `{
	admin off
	auto_https off
}
http://127.0.0.1:%[2]s {
	bind 127.0.0.1
	root * %[3]s
	file_server browse
}
`
)

// Start serves a folder and returns when the server listens. Under the superuser the
// server runs as nobody, so that it can be refused a file. It skips under -short, and
// fails, saying how to install it, where the server is missing.
func (w WebServer) Start(t testing.TB, folder string) *Server {
	t.Helper()
	if testing.Short() {
		t.Skipf("needs %s", w.program)
	}
	var program string
	var err error
	for _, dir := range [...]string{"/usr/bin", "/usr/sbin", ""} { // Debian's own before what a user put into the path
		if program, err = exec.LookPath(filepath.Join(dir, w.program)); err == nil {
			break
		}
	}
	if err != nil {
		t.Fatalf("%s is not installed; in the repository's root run:\n\n\tsh test/apt.sh %s\n", w.program, w.pack)
	}
	own := t.TempDir()
	address := freePort(t)
	_, port, _ := net.SplitHostPort(address)
	fill := strings.NewReplacer("%[1]s", address, "%[2]s", port, "%[3]s", folder, "%[4]s", own).Replace
	if err := os.WriteFile(filepath.Join(own, "server.conf"), []byte(fill(w.config)), 0o644); err != nil {
		t.Fatal(err)
	}
	args := make([]string, len(w.args))
	for i, a := range w.args {
		args[i] = fill(a)
	}
	cmd := exec.Command(program, args...)
	cmd.Dir = own
	cmd.Env = append(os.Environ(), "HOME="+own, "XDG_DATA_HOME="+own, "XDG_CONFIG_HOME="+own)
	asNobody(t, cmd, own)
	Readable(t, folder)
	s := start(t, cmd)
	s.Endpoint = "http://" + address
	s.listens(t, w.Name, address)
	return s
}

// Readable lets everybody reach a folder of a test.
func Readable(t testing.TB, folder string) {
	t.Helper()
	for dir := folder; dir != os.TempDir() && dir != "/" && dir != "."; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			break
		}
	}
}

// listens waits until the server takes connections.
func (s *Server) listens(t testing.TB, name, address string) {
	t.Helper()
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
			return
		}
		select {
		case <-s.done:
			t.Fatalf("%s ended: %s", name, s.output)
		default:
		}
		if time.Since(begun) > 30*time.Second {
			t.Fatalf("%s does not listen: %s", name, s.output)
		}
	}
}
