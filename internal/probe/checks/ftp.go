package checks

import (
	"context"
	"io"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// ftp asks a server of FTP. It lets nobody in who names no account; the accounts anonymous
// and ftp have no password by convention: what is sent in its place names nobody
// (RFC 1635, 3.1).
type ftp struct{}

// Info implements [probe.Check].
func (ftp) Info() probe.Info {
	return probe.Info{
		Name: "ftp", Service: "ftp", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(), Parts: true,
		Asks:   "the greeting, FEAT, USER for each account that the grant names; inside LIST of one directory and RETR of a file in it, whose data connection is closed at once",
		Source: "RFC 959; RFC 1635; RFC 2428; RFC 4217",
	}
}

// Ask implements [probe.Check].
func (ftp) Ask(ctx context.Context, s *probe.Session) error {
	if len(s.Accounts()) == 0 {
		return plainThenTLS(ctx, s, func(ctx context.Context, c *probe.Conn) error {
			_, _, ok, err := ftpGreet(ctx, s, c)
			if err == nil && ok {
				tellAll(s, wantsAccount())
			}
			return err
		})
	}
	for _, account := range s.Accounts() {
		if strings.ContainsAny(account, "\r\n\x00") {
			continue
		}
		if err := plainThenTLS(ctx, s, func(ctx context.Context, c *probe.Conn) error { return ftpAccount(ctx, s, c, account, false) }); err != nil {
			return err
		}
	}
	return nil
}

// ftpGreet takes the greeting, which is also that of mail servers, and makes sure by FEAT,
// which they do not know (RFC 2389).
func ftpGreet(ctx context.Context, s *probe.Session, c *probe.Conn) (features ftpReply, e *probe.Evidence, ok bool, err error) {
	greeting, e, err := askFTP(ctx, c, "")
	if err != nil {
		return features, nil, false, err
	}
	switch greeting.code {
	case 220:
	case 421, 120:
		tellAll(s, probe.Doubt("%d: it takes no connection now", greeting.code), e)
		return features, e, false, nil
	default:
		return features, nil, false, errProtocol
	}
	if features, e, err = askFTP(ctx, c, "FEAT"); err != nil {
		return features, nil, false, err
	}
	word := strings.ToUpper(greeting.lines[0])
	if features.code != 211 && features.code != 530 && (!strings.Contains(word, "FTP") || strings.Contains(word, "SMTP")) {
		return features, nil, false, errProtocol
	}
	s.Exists(probe.Exists)
	s.Runs(greeting.lines[0])
	return features, e, true, nil
}

// ftpAccount names one account, plain first. Where that is refused and the server knows
// TLS, the account is named once more behind it, over another connection: some hang up.
func ftpAccount(ctx context.Context, s *probe.Session, c *probe.Conn, account string, tls bool) error {
	features, _, ok, err := ftpGreet(ctx, s, c)
	if err != nil || !ok {
		return err
	}
	if tls {
		if secured, err := ftpSecure(ctx, c); err != nil || !secured {
			return err
		}
	}
	r, e, err := ftpLogin(ctx, c, account)
	if err != nil {
		return err
	}
	if r.code/100 == 5 && !c.Secured() && (features.has("AUTH TLS") || features.code == 530) {
		ftpTell(s, r, account, e)
		return over(ctx, s, false, func(ctx context.Context, c *probe.Conn) error { return ftpAccount(ctx, s, c, account, true) })
	}
	if ftpTell(s, r, account, e) {
		return ftpInside(ctx, s, c)
	}
	return nil
}

// ftpTell tells what the answer to an account says of all rights.
func ftpTell(s *probe.Session, r ftpReply, account string, e *probe.Evidence) (in bool) {
	switch r.code {
	case 230, 232:
		s.Told(exposure.RightMetadata, probe.Open("%s was let in without a password", account), e)
		return true
	case 331, 332:
		tellAll(s, probe.Closed("%d: it wants a password of %s", r.code, account), e)
	case 530, 532, 534, 550, 522:
		tellAll(s, probe.Closed("%d: it does not let %s in", r.code, account), e)
	default:
		tellAll(s, probe.Doubt("%d: it neither let %s in nor asked for a password", r.code, account), e)
	}
	return false
}

// ftpLogin names an account and, where it is the one for everybody, says the words that
// stand in for a password.
func ftpLogin(ctx context.Context, c *probe.Conn, account string) (ftpReply, *probe.Evidence, error) {
	r, e, err := askFTP(ctx, c, "USER "+account)
	if err == nil && r.code == 331 && (account == "anonymous" || account == "ftp") {
		return askFTP(ctx, c, "PASS anonymous@")
	}
	return r, e, err
}

// ftpSecure begins TLS (RFC 4217). Data connections stay as they are.
func ftpSecure(ctx context.Context, c *probe.Conn) (secured bool, err error) {
	r, _, err := askFTP(ctx, c, "AUTH TLS")
	if err != nil || r.code != 234 {
		return false, err
	}
	return true, c.StartTLS(ctx)
}

// ftpInside lists one directory and asks for a file in it.
func ftpInside(ctx context.Context, s *probe.Session, c *probe.Conn) error {
	if s.Target.Service != "ftp" { // by the scope
		left := probe.Doubt("its data connection is made for a target that is named ftp:// alone")
		s.Told(exposure.RightList, left)
		s.Told(exposure.RightRead, left)
		return nil
	}
	if _, _, err := askFTP(ctx, c, "TYPE I"); err != nil {
		return err
	}
	directory := strings.Trim(s.Target.Container+"/"+s.Target.Prefix, "/")
	if strings.ContainsAny(directory, "\r\n\x00") {
		directory = ""
	}
	r, listing, e, err := ftpData(ctx, s, c, strings.TrimSpace("LIST "+directory), 64<<10)
	if err != nil {
		return err
	}
	list, open := ftpJudge(r, "LIST")
	s.Told(exposure.RightList, list, e)
	files := ftpFiles(s, string(listing))
	if !open || len(files) == 0 {
		s.Told(exposure.RightRead, probe.Doubt("no file is known that could be asked for"), e)
		return nil
	}
	for _, name := range files[:min(len(files), 3)] {
		if directory != "" {
			name = directory + "/" + name
		}
		if r, _, e, err = ftpData(ctx, s, c, "RETR "+name, 0); err != nil {
			return err
		}
		read, open := ftpJudge(r, "RETR")
		if s.Told(exposure.RightRead, read, e); open {
			s.SawObject(name)
			return nil
		}
	}
	return nil
}

// ftpFiles returns the names of the files of a listing, and tells what is in it at depth
// list.
func ftpFiles(s *probe.Session, listing string) (files []string) {
	for line := range strings.Lines(listing) {
		name, size, kind, ok := ftpEntry(strings.TrimRight(line, "\r\n"))
		if !ok || strings.ContainsRune(name, 0) {
			continue
		}
		part := probe.Part{Kind: map[byte]string{'-': "file", 'd': "directory", 'l': "link"}[kind], Name: name, Count: -1, Bytes: -1}
		if kind == '-' {
			part.Count, part.Bytes = 1, size
			files = append(files, name)
		}
		if s.Depth >= exposure.List {
			s.Holds(part)
		}
	}
	return files
}

// ftpJudge judges the answer to a command that opens a data connection (RFC 959, 5.4).
func ftpJudge(r ftpReply, verb string) (j probe.Judged, open bool) {
	switch r.code {
	case 125, 150:
		return probe.Open("%d: %s was begun without a password", r.code, verb), true
	case 226, 250:
		return probe.Open("%d: %s was answered without a password", r.code, verb), true
	case 530, 532:
		return probe.Closed("%d: %s wants an account", r.code, verb), false
	case 550, 553:
		return probe.Closed("%d: %s is refused", r.code, verb), false
	}
	return probe.Doubt("%d: %s was not answered, for a reason that tells nothing", r.code, verb), false
}

// ftpData sends a command with a data connection to a port that the server names, of which
// at most limit bytes are read.
func ftpData(ctx context.Context, s *probe.Session, c *probe.Conn, command string, limit int64) (r ftpReply, data []byte, e *probe.Evidence, err error) {
	port, passive := uint16(0), false
	for _, way := range []string{"EPSV", "PASV"} {
		if r, e, err = askFTP(ctx, c, way); err != nil {
			return r, nil, e, err
		}
		if port, passive = ftpPort(r); passive {
			break
		}
	}
	if !passive {
		return r, nil, e, nil
	}
	d, err := s.DialData(ctx, port)
	if err != nil {
		return r, nil, nil, err
	}
	defer d.Close()
	if r, e, err = askFTP(ctx, c, command); err != nil || r.code/100 != 1 {
		return r, nil, e, err
	}
	began := r
	if limit == 0 {
		d.Close()
	} else if _, err = d.Exchange(ctx, "ftp data of LIST", nil, func() (string, error) {
		data, err = io.ReadAll(io.LimitReader(d, limit))
		return "a listing", err
	}); err != nil {
		return r, nil, e, err
	}
	d.Close()
	_, _, err = askFTP(ctx, c, "") // that it is over, or that the connection was lost
	return began, data, e, err
}
