package scope

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// dials are the names by which a Go program opens a connection, makes what
// opens connections, or lets a library look for credentials on its own.
var dials = map[string][]string{
	"net": {
		"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialUnix", "DialIP", "Dialer", "Resolver", "DefaultResolver", "ListenConfig",
		"Listen", "ListenTCP", "ListenUDP", "ListenUnix", "ListenPacket", "ListenUnixgram", "ListenMulticastUDP", "ListenIP", "FileConn",
		"LookupHost", "LookupIP", "LookupAddr", "LookupCNAME", "LookupMX", "LookupNS", "LookupPort", "LookupSRV", "LookupTXT",
		"ResolveTCPAddr", "ResolveUDPAddr", "ResolveIPAddr",
	},
	"net/http": {
		"Get", "Head", "Post", "PostForm", "DefaultClient", "DefaultTransport", "Transport", "ProxyFromEnvironment", "ProxyURL",
		"ListenAndServe", "ListenAndServeTLS",
	},
	"crypto/tls":                 {"Dial", "DialWithDialer", "Dialer", "Listen"},
	"net/smtp":                   {"Dial", "SendMail"},
	"net/rpc":                    {"Dial", "DialHTTP", "DialHTTPPath"},
	"syscall":                    {"Socket", "Connect", "Sendto", "Sendmsg"},
	"golang.org/x/sys/unix":      {"Socket", "Connect", "Sendto", "Sendmsg"},
	"golang.org/x/crypto/ssh":    {"Dial"},
	"golang.org/x/net/proxy":     {"*"},
	"golang.org/x/net/http2":     {"Transport"},
	"github.com/nats-io/nats.go": {},
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity": {
		"NewDefaultAzureCredential", "NewManagedIdentityCredential", "NewAzureCLICredential", "NewAzureDeveloperCLICredential",
		"NewAzurePowerShellCredential", "NewWorkloadIdentityCredential", "NewInteractiveBrowserCredential",
	},
	"github.com/aws/aws-sdk-go-v2/config":                    {"*"},
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds":          {"*"},
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds":  {"*"},
	"github.com/aws/aws-sdk-go-v2/credentials/endpointcreds": {"*"},
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds":  {"*"},
	"github.com/aws/aws-sdk-go-v2/aws/transport/http":        {"*"},
	"golang.org/x/oauth2/google":                             {"*"},
	"cloud.google.com/go/compute/metadata":                   {"*"},
}

// listens are the places that accept connections on loopback and open none:
// folder (with its subfolders) and names.
var listens = map[string][]string{
	"internal/leak":  {"net.Listen", "net.ListenConfig"}, // the demo's container
	"cmd/hemostat":   {"net.Listen"},                     // the same, as a command
	"internal/bench": {"net.Listen", "net.Dial"},         // servers to measure against, in a program of its own
}

// testRooms hold suites that talk to real servers. They are in no binary, which
// TestTestRoomsAreInNoBinary holds.
var testRooms = []string{"source/sourcetest", "detect/detecttest", "extract/extracttest", "internal/probe/probetest"}

func TestOnlyThisPackageOpensConnections(t *testing.T) {
	root := filepath.Join("..", "..")
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		rel = filepath.ToSlash(rel)
		switch {
		case d.IsDir() && slices.Contains(testRooms, rel):
			return fs.SkipDir
		case d.IsDir() && (rel == "internal/scope" || d.Name() == "testdata" || rel != "." && strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go"):
			return nil
		}
		files++
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil // the compiler says so
		}
		for _, found := range connections(f) {
			if !allowed(rel, found.name) {
				t.Errorf("%s uses %s: only internal/scope opens connections. %s", rel, found.name, found.why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 20 {
		t.Errorf("looked at %d files only", files)
	}
}

func TestTestRoomsAreInNoBinary(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "../../cmd/hemostat")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for path := range strings.Lines(string(out)) {
		for _, room := range testRooms {
			if strings.HasSuffix(strings.TrimSpace(path), "/"+room) {
				t.Errorf("the binary holds %s", path)
			}
		}
	}
}

func allowed(file, name string) bool {
	for folder, names := range listens {
		if strings.HasPrefix(file, folder+"/") && slices.Contains(names, name) {
			return true
		}
	}
	return false
}

type connection struct{ name, why string }

// connections returns the uses in one file of what dials lists, and the HTTP
// clients that are made without a transport.
func connections(f *ast.File) (found []connection) {
	imports := map[string]string{} // the name in this file → path
	for _, i := range f.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		names, listed := dials[path]
		if !listed {
			continue
		}
		name := path[strings.LastIndexByte(path, '/')+1:]
		if i.Name != nil {
			name = i.Name.Name
		}
		if slices.Contains(names, "*") || name == "." {
			found = append(found, connection{path, "The import as a whole is refused."})
		}
		imports[name] = path
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok {
				if path := imports[x.Name]; path != "" && slices.Contains(dials[path], n.Sel.Name) {
					found = append(found, connection{path + "." + n.Sel.Name, "Take a transport or dialer from it."})
				}
			}
		case *ast.CompositeLit:
			if s, ok := n.Type.(*ast.SelectorExpr); ok && s.Sel.Name == "Client" {
				if x, ok := s.X.(*ast.Ident); ok && imports[x.Name] == "net/http" && !sets(n, "Transport") {
					found = append(found, connection{"net/http.Client without Transport", "It would take the default one."})
				}
			}
		}
		return true
	})
	return found
}

func sets(lit *ast.CompositeLit, field string) bool {
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok && id.Name == field {
				return true
			}
		}
	}
	return false
}

// The check finds what it looks for.
func TestConnectionsAreFound(t *testing.T) {
	for body, want := range map[string]string{
		`import "net/http"; func f() { http.Get("x") }`:                                                           "net/http.Get",
		`import h "net/http"; var t = &h.Transport{}`:                                                             "net/http.Transport",
		`import "net/http"; var c = &http.Client{}`:                                                               "net/http.Client without Transport",
		`import "net/http"; var c = http.Client{Timeout: 1}`:                                                      "net/http.Client without Transport",
		`import "net/http"; var c = http.Client{Transport: rt}`:                                                   "",
		`import "net/http"; var g = http.DefaultClient.Get`:                                                       "net/http.DefaultClient",
		`import . "net"; var d = Dialer{}`:                                                                        "net",
		`import "net"; var d net.Dialer`:                                                                          "net.Dialer",
		`import "crypto/tls"; var d = tls.Dial`:                                                                   "crypto/tls.Dial",
		`import "github.com/aws/aws-sdk-go-v2/config"`:                                                            "github.com/aws/aws-sdk-go-v2/config",
		`import "github.com/Azure/azure-sdk-for-go/sdk/azidentity"; var f = azidentity.NewDefaultAzureCredential`: "github.com/Azure/azure-sdk-for-go/sdk/azidentity.NewDefaultAzureCredential",
		`import "net"; var ip net.IP`:                                                                             "",
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x; "+body, 0)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if list := connections(f); len(list) > 0 {
			got = list[0].name
		}
		if got != want {
			t.Errorf("%s: found %q, want %q", body, got, want)
		}
	}
	if allowed("internal/leaky/x.go", "net.Listen") || !allowed("internal/leak/a/x.go", "net.Listen") || allowed("internal/leak/x.go", "net.Dial") {
		t.Error("the list of exceptions is read wrongly")
	}
}
