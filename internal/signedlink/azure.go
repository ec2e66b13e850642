package signedlink

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// resources are what "sr" stands for.
var resources = map[string]Reach{
	"b": ReachBlob, "bv": ReachVersion, "bs": ReachSnapshot, "c": ReachContainer, "d": ReachDirectory,
	"f": ReachFile, "s": ReachShare,
}

// serviceLetters are what "ss" and "sks" stand for.
var serviceLetters = map[rune]string{'b': "blob", 'f': "file", 'q': "queue", 't': "table"}

// readSAS reads a shared access signature of Azure Storage:
// https://learn.microsoft.com/rest/api/storageservices/create-account-sas,
// …/create-service-sas and …/create-user-delegation-sas.
func (l *Link) readSAS() error {
	segments := l.locateAzure()
	switch err := l.formOfSAS(); {
	case err != nil:
		return err
	case l.Form == AccountSAS:
		l.readAccountSAS(segments)
	default:
		if err := l.readServiceSAS(segments); err != nil {
			return err
		}
	}
	if err := l.readSASTerms(); err != nil {
		return err
	}
	return l.readDelegation()
}

// formOfSAS tells the three apart, and from the tokens of other services of
// Azure, which use the same names for other things.
func (l *Link) formOfSAS() error {
	ps := l.params
	sr := strings.ToLower(ps.get("sr"))
	switch {
	case ps.get("skn") != "" || strings.ContainsAny(sr, "/.:"):
		return fail("sr: a token of Service Bus, Event Hubs or IoT Hub, which opens no storage")
	case strings.HasPrefix(ps.get("sp"), "/") || ps.get("sv") == "1.0":
		return fail("sp: the address of a Logic Apps trigger, which opens no storage")
	case ps.has("ss", "srt"):
		l.Form = AccountSAS
		if sr != "" {
			l.note("it has sr as well as ss and srt: ambiguous, judged as an account SAS")
		}
		return nil
	case ps.get("ss") != "" || ps.get("srt") != "":
		return fail("ss and srt: an account SAS has both")
	case sr == "" && ps.get("tn") == "" && l.Service != "queue" && l.Service != "table":
		if ps.get("sv") == "" || ps.get("se") == "" && ps.get("si") == "" {
			return fail("sig: without sr, ss and srt, or tn, which say what a link of Azure Storage opens: it was cut, or sig means something else here")
		}
		l.note("neither sr nor ss and srt say what it opens: a queue, or it was cut")
	}
	l.Form = ServiceSAS
	if ps.get("skoid") != "" || ps.get("ske") != "" || ps.get("sktid") != "" {
		l.Form = UserDelegationSAS
	}
	return nil
}

// readServiceSAS reads reach and rights of a SAS for one resource.
func (l *Link) readServiceSAS(segments []string) error {
	ps := l.params
	sr := strings.ToLower(ps.get("sr"))
	reach, known := resources[sr]
	switch {
	case known:
		l.Reach = reach
	case sr != "":
		l.Reach = ReachUnknown
		l.note("sr is none of b, bv, bs, c, d, f and s: what it opens is not known")
	case ps.get("tn") != "" || l.Service == "table":
		l.Reach, l.Service = ReachTable, "table"
		if ps.get("spk") != "" || ps.get("srk") != "" || ps.get("epk") != "" || ps.get("erk") != "" {
			l.Reach = ReachTableRange
		}
	case l.Service == "queue":
		l.Reach = ReachQueue
	default:
		l.Reach = ReachUnknown
	}
	if l.Service == "" {
		l.Service = map[Reach]string{ReachFile: "file", ReachShare: "file", ReachTable: "table", ReachTableRange: "table", ReachUnknown: ""}[l.Reach]
		if l.Service == "" && known {
			l.Service = "blob"
		}
	}
	l.nameResource(segments)
	if l.Reach == ReachDirectory {
		if err := l.readDirectory(); err != nil {
			return err
		}
	}
	l.Rights = l.serviceRights(ps.letters("sp"))
	return nil
}

// nameResource reads container and object from the path.
func (l *Link) nameResource(segments []string) {
	if l.Service == "table" {
		l.Container = l.name("tn")
	}
	if len(segments) == 0 {
		return
	}
	switch l.Reach {
	case ReachTable, ReachTableRange:
		if l.Container == "" {
			l.Container, _, _ = strings.Cut(segments[0], "(")
		}
	case ReachQueue:
		l.Container = segments[0]
	case ReachBlob, ReachSnapshot, ReachVersion:
		if len(segments) == 1 { // a blob of the root container has no container in its address
			l.Container, l.Object = "$root", segments[0]
			return
		}
		fallthrough
	default:
		l.Container, l.Object = segments[0], strings.Join(segments[1:], "/")
	}
}

// name returns the value of a parameter that names something, or bullets for
// one that is no name.
func (l *Link) name(param string) string {
	v := l.params.get(param)
	if v != "" && (!nameForm.MatchString(v) || l.holdsSecret(v)) {
		l.note("%s does not look like a name, and is not shown", param)
		return bullets
	}
	return v
}

// readDirectory reads "sdd", which says how many segments of the path are the
// directory that is opened, whatever stands behind it.
func (l *Link) readDirectory() error {
	s := l.params.get("sdd")
	if s == "" {
		l.note("sdd is missing, which sr=d needs: the service refuses it")
		return nil
	}
	depth, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return fail("sdd: want a number of directories")
	}
	names := strings.Split(l.Object, "/")
	switch {
	case depth == 0:
		l.Reach, l.Object = ReachContainer, ""
		l.note("sdd is 0: the root directory, which is the whole container")
	case l.Object == "" && l.Host != "" || l.Object != "" && int(depth) > len(names):
		l.note("sdd is deeper than the path")
	case l.Object != "":
		l.Object = strings.Join(names[:depth], "/")
	}
	return nil
}

// readSASTerms reads when, from where and how a SAS is taken.
func (l *Link) readSASTerms() (err error) {
	ps := l.params
	if l.Start, err = l.readSASTime("st", false); err != nil {
		return err
	}
	if l.End, err = l.readSASTime("se", true); err != nil {
		return err
	}
	l.Policy, l.Encryption = l.name("si"), l.name("ses")
	if l.Form == AccountSAS && l.Policy != "" {
		l.note("si has no meaning for an account SAS")
		l.Policy = ""
	}
	if l.End.IsZero() {
		l.EndIs = EndUnknown
		if l.Policy == "" {
			l.note("it has neither se nor si: the service refuses it")
		}
	}
	if ps.get("sp") == "" {
		if l.RightsFrom = ByPolicy; l.Policy == "" {
			l.note("it has neither sp nor si: the service refuses it")
		}
	}
	switch spr := strings.ToLower(ps.get("spr")); spr {
	case "", "https,http", "http,https":
		l.HTTP = true
	case "https":
	default:
		l.HTTP = true
		l.note("spr is neither https nor https,http")
	}
	if l.Addresses = readRange(ps.get("sip")); l.Addresses.Malformed {
		l.note("sip is neither an address nor a range of addresses")
	} else if l.Addresses.From.Is6() {
		l.note("sip is an IPv6 address, which the service does not take")
	}
	if v := ps.get("sv"); v == "" && l.Form == AccountSAS {
		l.note("sv is missing, which an account SAS needs")
	} else if _, err := time.Parse(time.DateOnly, v); v != "" && err != nil {
		l.note("sv is no version of the service, which is a date")
	}
	if ps.get("srh") != "" || ps.get("srq") != "" {
		l.note("it is taken only with the request headers or parameters that srh and srq name")
	}
	l.Signature = base64Signature(ps.get("sig"), 32)
	return nil
}

// readDelegation reads the delegation key's own term: a SAS ends with it.
func (l *Link) readDelegation() error {
	if l.Form != UserDelegationSAS {
		return nil
	}
	begins, err := l.readSASTime("skt", false)
	if err != nil {
		return err
	}
	ends, err := l.readSASTime("ske", true)
	if err != nil {
		return err
	}
	l.Signer, l.Holder = l.name("skoid"), l.name("sduoid")
	if begins.After(l.Start) {
		l.Start = begins
	}
	switch {
	case ends.IsZero():
		l.note("ske is missing: the end of the delegation key, and with it of the link, is not known")
		if !l.End.IsZero() {
			l.EndIs = EndAtMost
		}
	case l.End.IsZero() || ends.Before(l.End):
		if !l.End.IsZero() {
			l.note("the delegation key ends before se: ske is the end")
		}
		l.End, l.EndIs = ends, EndExact
	}
	if !begins.IsZero() && ends.Sub(begins) > 7*24*time.Hour {
		l.note("the delegation key lasts longer than the 7 days that the service gives")
	}
	if l.Policy != "" {
		l.note("si has no meaning for a user delegation SAS")
		l.Policy = ""
	}
	return nil
}

// readAccountSAS reads services, resource types and rights of an account SAS.
func (l *Link) readAccountSAS(segments []string) {
	ps := l.params
	l.Reach = ReachAccount
	for _, c := range "bfqt" {
		if strings.ContainsRune(ps.letters("ss"), c) {
			l.Services = append(l.Services, serviceLetters[c])
		}
	}
	if strings.Trim(ps.letters("ss"), "bfqt") != "" || strings.Trim(ps.letters("srt"), "sco") != "" {
		l.note("ss or srt has letters that are not known")
	}
	if len(segments) > 0 {
		l.Container, l.Object = segments[0], strings.Join(segments[1:], "/")
	}
	service := map[string]string{"dfs": "blob", "web": "blob"}[l.Service]
	if service == "" {
		service = l.Service
	}
	if service != "" && !slices.Contains(l.Services, service) {
		l.note("ss does not name the service of the host: the link opens nothing there, and the services that ss names elsewhere")
	}
	l.Rights = l.accountRights(ps.letters("sp"), ps.letters("srt"))
}
