package scope

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"os"
)

// lockedProxy is where a transport that asks the environment for a proxy is
// sent: a name that never resolves (RFC 6761), through a resolver that refuses.
const lockedProxy = "http://locked-down.hemostat.invalid:1"

// Lockdown makes what would go around this package fail, for the rest of the
// process: the default transport, client and resolver of the standard library,
// the transports that vendors' SDKs make for themselves (these take their proxy
// from the environment, and get one that cannot be reached), and the search of
// those SDKs for credentials. Call it first in main. It is a second fence: the
// first is that no other package makes a dialer, which a test over the sources
// holds.
//
// The standard log falls silent: net/http writes to it what a server sent unasked.
func Lockdown() error {
	log.SetOutput(io.Discard)
	refuse := func(context.Context, string, string) (net.Conn, error) { return nil, ErrLockedDown }
	locked := newHTTPTransport(refuse) // a *http.Transport, since libraries clone the default one
	locked.DialTLSContext = refuse
	http.DefaultTransport = locked
	http.DefaultClient.Transport = locked
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: refuse}
	for key, value := range map[string]string{
		"HTTP_PROXY": lockedProxy, "HTTPS_PROXY": lockedProxy, "http_proxy": lockedProxy, "https_proxy": lockedProxy, "ALL_PROXY": lockedProxy,
		"NO_PROXY": "", "no_proxy": "",
		"AWS_EC2_METADATA_DISABLED": "true",
		"AZURE_TOKEN_CREDENTIALS":   "EnvironmentCredential",
	} {
		if err := os.Setenv(key, value); err != nil {
			return err
		}
	}
	for _, key := range [...]string{
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_WEB_IDENTITY_TOKEN_FILE",
		"IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IMDS_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET", "REQUEST_METHOD",
	} {
		if err := os.Unsetenv(key); err != nil {
			return err
		}
	}
	return nil
}
