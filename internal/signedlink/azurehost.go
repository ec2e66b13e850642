package signedlink

import (
	"net/netip"
	"slices"
	"strings"
)

// azureClouds are where the clouds of Azure serve storage.
// https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-endpoints
// and the endpoints of the national clouds.
var azureClouds = []struct{ suffix, cloud string }{
	{".core.windows.net", "public"},
	{".storage.azure.net", "public"}, // accounts with DNS zone endpoints
	{".fabric.microsoft.com", "fabric"},
	{".core.chinacloudapi.cn", "china"},
	{".core.usgovcloudapi.net", "us-government"},
	{".core.cloudapi.de", "germany"}, // closed in October 2021
	{".core.eaglex.ic.gov", "us-secret"},
	{".core.microsoft.scloud", "us-secret"},
}

var azureServices = []string{"blob", "dfs", "file", "queue", "table", "web"}

// emulatorPorts are those of Azurite.
var emulatorPorts = map[string]string{"10000": "blob", "10001": "queue", "10002": "table"}

// locateAzure reads account, service and the segments of the path from the
// address of a SAS.
func (l *Link) locateAzure() (segments []string) {
	host, port := l.Host, ""
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host, port = host[:i], host[i+1:]
	}
	if l.path != "" {
		segments = strings.Split(strings.TrimPrefix(l.path, "/"), "/")
	}
	for len(segments) > 0 && segments[len(segments)-1] == "" {
		segments = segments[:len(segments)-1]
	}
	for _, c := range azureClouds {
		if front, ok := strings.CutSuffix(host, c.suffix); ok {
			l.Vendor, l.Cloud = Azure, c.cloud
			l.nameAzure(strings.Split(front, "."))
			return segments
		}
	}
	labels := strings.Split(host, ".")
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	switch {
	case err == nil && addr.IsValid() || host == "localhost" || emulatorPorts[port] != "":
		l.Vendor, l.Cloud, l.Service = Azure, "emulator", emulatorPorts[port]
		if len(segments) > 0 { // http://127.0.0.1:10000/account/container
			l.Account, segments = segments[0], segments[1:]
		}
	case len(labels) > 2 && slices.Contains(azureServices, labels[1]): // Azure Stack: account.blob.region.domain
		l.Vendor, l.Cloud = Azure, "unknown"
		l.nameAzure(labels[:2])
	case host != "":
		l.Vendor, l.Cloud = Azure, "custom-domain"
		l.note("the host is no name of Azure's: the account behind it is not known")
	}
	return segments
}

// nameAzure reads the labels before a cloud's suffix: account, perhaps a zone
// or "privatelink", and service.
func (l *Link) nameAzure(labels []string) {
	last := len(labels) - 1
	if !slices.Contains(azureServices, labels[last]) {
		return
	}
	l.Service = labels[last]
	if last == 0 {
		return
	}
	account, second := strings.CutSuffix(labels[0], "-secondary")
	l.Account = account
	if second {
		l.note("it leads to the secondary, read-only place of the account")
	}
}
