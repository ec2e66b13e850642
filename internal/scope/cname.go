package scope

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// A Lead is where a name leads by the DNS.
type Lead struct {
	To   []string // the names that CNAMEs lead to, the last one last; none: it has addresses of its own, or is not there
	Gone bool     // the last name, or that which was asked for, does not exist (RFC 1035, 4.1.1: name error)
}

// longestChain is how many CNAMEs are followed: as many as resolvers do.
const longestChain = 16

// Lead asks the resolver where a name leads. No packet goes to any host that it leads to. The
// library's resolver cannot tell: of a name whose CNAME leads nowhere it says that there is no such
// host.
func (s *Scope) Lead(ctx context.Context, name string) (Lead, error) {
	if err := canonicalHost(name); err != nil {
		return Lead{}, fmt.Errorf("resolve: %w", err)
	}
	ask, err := dnsmessage.NewName(name + ".")
	if err != nil {
		return Lead{}, fmt.Errorf("resolve %s: %w", name, err)
	}
	var errs []error
	for _, server := range s.resolvers() {
		lead, err := askLead(ctx, server, ask)
		if err == nil {
			return lead, nil
		}
		if ctx.Err() != nil {
			return Lead{}, context.Cause(ctx)
		}
		errs = append(errs, err)
	}
	return Lead{}, fmt.Errorf("resolve %s: %w", name, errors.Join(errs...))
}

// resolvers returns the configured ones, else those of the system (resolv.conf(5)).
func (s *Scope) resolvers() (list []string) {
	if len(s.Infrastructure.Resolver) > 0 {
		return s.Infrastructure.Resolver
	}
	f, err := os.Open("/etc/resolv.conf")
	if err == nil {
		defer f.Close()
		for lines := bufio.NewScanner(f); lines.Scan(); {
			if fields := strings.Fields(lines.Text()); len(fields) > 1 && fields[0] == "nameserver" {
				list = append(list, net.JoinHostPort(fields[1], "53"))
			}
		}
	}
	if len(list) == 0 {
		list = []string{"127.0.0.1:53"}
	}
	return list
}

func askLead(ctx context.Context, server string, name dnsmessage.Name) (Lead, error) {
	var id [2]byte
	rand.Read(id[:])
	question := dnsmessage.Question{Name: name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET}
	m := dnsmessage.Message{Header: dnsmessage.Header{ID: binary.BigEndian.Uint16(id[:]), RecursionDesired: true}, Questions: []dnsmessage.Question{question}}
	packed, err := m.Pack()
	if err != nil {
		return Lead{}, err
	}
	answer, err := exchangeDNS(ctx, "udp", server, packed)
	if err != nil {
		return Lead{}, err
	}
	if answer.Truncated {
		if answer, err = exchangeDNS(ctx, "tcp", server, packed); err != nil {
			return Lead{}, err
		}
	}
	return readLead(answer, name)
}

// exchangeDNS sends a question and returns the answer that belongs to it.
func exchangeDNS(ctx context.Context, network, server string, packed []byte) (m dnsmessage.Message, err error) {
	conn, err := resolverDial(nil)(ctx, network, server)
	if err != nil {
		return m, err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(5 * time.Second))
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	id := binary.BigEndian.Uint16(packed)
	if network == "tcp" { // RFC 1035, 4.2.2: with its length in front
		packed = append(binary.BigEndian.AppendUint16(nil, uint16(len(packed))), packed...)
	}
	if _, err := conn.Write(packed); err != nil {
		return m, err
	}
	buf := make([]byte, 64<<10)
	for {
		n, err := readDNS(conn, network, buf)
		if err != nil {
			return m, err
		}
		if err := m.Unpack(buf[:n]); err == nil && m.Response && m.ID == id {
			return m, nil
		}
		if network == "tcp" {
			return m, errors.New("the resolver's answer is none")
		}
	}
}

func readDNS(conn net.Conn, network string, buf []byte) (int, error) {
	if network == "udp" {
		return conn.Read(buf)
	}
	if _, err := io.ReadFull(conn, buf[:2]); err != nil {
		return 0, err
	}
	n := int(binary.BigEndian.Uint16(buf))
	return io.ReadFull(conn, buf[:n])
}

// readLead follows the CNAMEs of an answer from a name.
func readLead(m dnsmessage.Message, name dnsmessage.Name) (l Lead, err error) {
	switch {
	case len(m.Questions) != 1 || !strings.EqualFold(m.Questions[0].Name.String(), name.String()):
		return l, errors.New("the resolver answers another question")
	case m.RCode == dnsmessage.RCodeNameError:
		l.Gone = true
	case m.RCode != dnsmessage.RCodeSuccess:
		return l, fmt.Errorf("the resolver fails: %s", strings.TrimPrefix(m.RCode.String(), "RCode"))
	}
	at := strings.ToLower(name.String())
	for range longestChain {
		i := slices.IndexFunc(m.Answers, func(r dnsmessage.Resource) bool {
			_, ok := r.Body.(*dnsmessage.CNAMEResource)
			return ok && strings.EqualFold(r.Header.Name.String(), at)
		})
		if i < 0 {
			return l, nil
		}
		at = strings.ToLower(m.Answers[i].Body.(*dnsmessage.CNAMEResource).CNAME.String())
		to := strings.TrimSuffix(at, ".")
		if canonicalHost(to) != nil {
			return Lead{}, errors.New("a CNAME leads to what is no host name")
		}
		l.To = append(l.To, to)
	}
	return Lead{}, errors.New("its CNAMEs have no end")
}
