package sourcetest

import (
	"net"
	"os/exec"
	"path/filepath"
	"testing"
)

// FerretDBVersion is the version that `make tools` builds.
const FerretDBVersion = "v1.24.2"

// The owner's account of a FerretDB that wants one.
const (
	FerretDBUser     = "hemostat-owner"
	FerretDBPassword = "hemostat-owner-of-nothing"
)

// StartFerretDB starts one that keeps everything in a temporary folder: a server that
// speaks the protocol of MongoDB. Secured, it refuses whoever does not sign in as its
// owner. It skips and fails as [StartAzurite] does.
func StartFerretDB(t testing.TB, secured bool) *Server {
	t.Helper()
	address := freePort(t)
	s := startFerretDB(t, secured, "--listen-addr="+address)
	s.Endpoint = "mongodb://" + address
	s.listens(t, "ferretdb", address)
	return s
}

// StartFerretDBTLS is [StartFerretDB] for one that speaks TLS alone, with this certificate.
func StartFerretDBTLS(t testing.TB, certificate, key string) *Server {
	t.Helper()
	address := freePort(t)
	s := startFerretDB(t, false, "--listen-addr=", "--listen-tls="+address, "--listen-tls-cert-file="+certificate, "--listen-tls-key-file="+key)
	s.Endpoint = "mongodb://" + address
	s.listens(t, "ferretdb", address)
	return s
}

func startFerretDB(t testing.TB, secured bool, listen ...string) *Server {
	t.Helper()
	program := tool(t, ".tools/bin/ferretdb", "sh test/ferretdb.sh $PWD/.tools/bin/ferretdb")
	dir := t.TempDir()
	args := append(listen, "--handler=sqlite", "--sqlite-url=file:"+dir+"/", "--state-dir="+dir, "--telemetry=disable", "--debug-addr=-", "--log-level=error")
	if secured {
		args = append(args, "--test-enable-new-auth", "--setup-database=admin", "--setup-username="+FerretDBUser, "--setup-password="+FerretDBPassword)
	}
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	return start(t, cmd)
}

// StartPouchDB starts a server that speaks as CouchDB does, of express-pouchdb, which keeps
// everything in memory and lets everybody do everything until it has an administrator. It skips
// and fails as [StartAzurite] does.
func StartPouchDB(t testing.TB) *Server {
	t.Helper()
	modules := filepath.Dir(filepath.Dir(tool(t, "test/servers/node_modules/express-pouchdb/package.json", "npm ci --prefix test/servers")))
	address := freePort(t)
	_, port, _ := net.SplitHostPort(address)
	dir := t.TempDir()
	cmd := exec.Command("node", filepath.Join(filepath.Dir(modules), "couch.js"), port, dir)
	cmd.Dir = dir
	s := start(t, cmd)
	s.Endpoint = "http://" + address
	s.listens(t, "express-pouchdb", address)
	return s
}
