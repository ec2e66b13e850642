package scope

import (
	"errors"
	"net"
	"net/netip"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// canonicalHost refuses host names of which two readers could think two
// different things: numbers in other bases, IPv4 inside IPv6, zones, trailing
// dots, letters outside ASCII.
func canonicalHost(host string) error {
	if host == "" {
		return errors.New("it names no host")
	}
	if len(host) > 253 {
		return errors.New("the host name is longer than 253 characters (RFC 1035)")
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		switch {
		case addr.Zone() != "":
			return errors.New("an address with a zone is refused")
		case addr.Is4In6():
			return errors.New("an IPv4 address written as IPv6 is refused: write it as " + addr.Unmap().String())
		case addr.String() != host:
			return errors.New("the address is not in canonical form: write it as " + addr.String())
		}
		return nil
	}
	for _, c := range []byte(host) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '.', c == '_':
		case c >= 0x80:
			return errors.New("letters outside ASCII are refused, since one host can be made to look like another: write the xn-- form that is meant")
		default:
			return errors.New("the host name holds a character that no host name has")
		}
	}
	if strings.HasSuffix(host, ".") || strings.HasPrefix(host, ".") || strings.Contains(host, "..") {
		return errors.New("a host name with an empty label or a dot at its end is refused")
	}
	if endsInNumber(host) {
		return errors.New("an address in decimal, octal, hexadecimal or short form is refused: write four decimal numbers")
	}
	return nil
}

// endsInNumber is the test by which browsers take a host for an IPv4 address
// (WHATWG URL, "ends in a number checker").
func endsInNumber(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if strings.Trim(last, "0123456789") == "" {
		return true
	}
	hex, ok := strings.CutPrefix(last, "0x")
	return ok && strings.Trim(hex, "0123456789abcdef") == ""
}

// hostPort returns host and port of a target.
func hostPort(t exposure.Target) (host, port string) {
	host, port, err := net.SplitHostPort(t.HostPort())
	if err != nil {
		return "", ""
	}
	return host, port
}

// s3Host reports whether host is an address of Amazon S3 for bucket, in any
// region: path-style, or with the bucket in front. The bucket that a
// path-style request is for stands in its path.
func s3Host(host, bucket string) (pathStyle, ok bool) {
	service := host
	if rest, found := strings.CutPrefix(host, bucket+"."); found && bucket != "" {
		if s3Service(rest) {
			return false, true
		}
	}
	return true, s3Service(service)
}

// s3Service reports whether host is s3.amazonaws.com or one of its regional
// forms (docs.aws.amazon.com/general/latest/gr/s3.html): s3.REGION,
// s3-REGION and s3.dualstack.REGION.
func s3Service(host string) bool {
	front, ok := strings.CutSuffix(host, ".amazonaws.com")
	if !ok {
		return false
	}
	if front == "s3" || front == "s3-external-1" {
		return true
	}
	for _, p := range [...]string{"s3.dualstack.", "s3.", "s3-"} {
		if region, found := strings.CutPrefix(front, p); found {
			return isRegion(region)
		}
	}
	return false
}

// isRegion reports whether s is built like "eu-west-1" or "us-gov-west-1".
func isRegion(s string) bool {
	parts := strings.Split(s, "-")
	if len(parts) < 3 || len(parts) > 4 || len(parts[0]) != 2 {
		return false
	}
	for i, p := range parts {
		set := "abcdefghijklmnopqrstuvwxyz"
		if i == len(parts)-1 {
			set = "0123456789"
		}
		if p == "" || strings.Trim(p, set) != "" {
			return false
		}
	}
	return true
}
