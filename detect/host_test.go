package detect

import (
	"fmt"
	"sync"
	"testing"
)

// What is remembered of a host name is what was found out about it, for several
// streams at once.
func TestHostMemoIsExact(t *testing.T) {
	e := newEngine(t)
	names := []string{"contoso.example", "contoso.co.uk", "mail.contoso.de", "x.github.io", "contoso", "co.uk", "gmail.com", "a..b.de", "CONTOSO.De", "s3.amazonaws.com", "contoso.azurewebsites.net"}
	for i := range 3000 {
		names = append(names, fmt.Sprintf("host%d.firm%d.%s", i%7, i, []string{"de", "co.uk", "com.br", "example", "k12.ca.us", "zz"}[i%6]))
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			var buf, other [maxDomain]byte
			for range 3 {
				for _, name := range names {
					if have, want := e.hosts.inspect(e.lists, []byte(name), &buf), e.lists.inspect([]byte(name), &other); have != want {
						t.Errorf("%s: %+v, want %+v", name, have, want)
					}
				}
			}
		})
	}
	all.Wait()
	for _, info := range []hostInfo{{}, {ok: true, registrable: 253}, {own: true, hosted: true}, {ok: true, own: true, reserved: true, freeMail: true, common: true, hosted: true, registrable: 1}} {
		if unpackHost(info.pack()) != info {
			t.Errorf("%+v is unpacked as %+v", info, unpackHost(info.pack()))
		}
	}
}
