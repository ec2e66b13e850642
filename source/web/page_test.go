package web

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// read reads a page as the server's answer for the directory at path.
func read(page, server, path string) (index, error) {
	h := http.Header{"Content-Type": {"text/html; charset=utf-8"}, "Server": {server}}
	if strings.HasPrefix(page, "[") || strings.HasPrefix(page, "{") || page == "null" {
		h.Set("Content-Type", "application/json")
	}
	return parse(strings.NewReader(page), h, path)
}

// told returns entries in words: name, and what else is known of them.
func told(entries []entry) (words []string) {
	for _, e := range entries {
		w := e.name
		if e.size >= 0 {
			w += fmt.Sprintf(" %d", e.size)
		}
		if e.modified != 0 {
			w += fmt.Sprintf(" @%d", e.modified)
		}
		if e.unclear {
			w += " ?"
		}
		words = append(words, w)
	}
	slices.Sort(words)
	return words
}

// What the servers of testdata/pages wrote of one directory: the servers of Debian
// 12, at their own default, with files whose sizes and names are in the test.
func TestRealPages(t *testing.T) {
	const long = "long-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.csv"
	names := []string{"Grüße & co#1%.txt", "a b.txt", "big.bin", "colon:x", long, "noext", "q?a=b", `quote"'<b>`, "sub/"}
	sizes := []int64{17, 5, 3000, 3, 1, 0, 2, 4, -1}
	for file, tells := range map[string]string{
		"apache.html": "small sizes", "apache-table.html": "small sizes", "apache-plain.html": "", "python.html": "", "lighttpd.html": "",
		"nginx.html": "sizes", "nginx-json.json": "sizes dates", "caddy.json": "sizes dates", "caddy.html": "",
	} {
		page, err := os.ReadFile(filepath.Join("testdata/pages", file))
		if err != nil {
			t.Fatal(err)
		}
		found, err := read(string(page), "nginx", "deep/")
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		var want []string
		for i, name := range names {
			if n := sizes[i]; n >= 0 && strings.Contains(tells, "sizes") && (n < 973 || !strings.Contains(tells, "small")) {
				name += fmt.Sprintf(" %d", n)
			}
			if strings.Contains(tells, "dates") {
				name += " @1772600767"
			}
			want = append(want, name)
		}
		slices.Sort(want)
		if diff := cmp.Diff(want, told(found.entries)); diff != "" {
			t.Errorf("%s:\n%s", file, diff)
		}
	}
}

// Pages of servers that cannot run here, written after what their makers document
// and publish: IIS (iis-docs "Directory Browse"), Jetty (ResourceListing), Tomcat
// (DefaultServlet), Twisted (static.DirectoryLister), Express (serve-index), Go
// (net/http.FileServer).
func TestDocumentedPages(t *testing.T) {
	for name, c := range map[string]struct {
		page string
		want []string
	}{
		"IIS": {`<html><head><title>files.contoso.example - /deep/</title></head><body><H1>files.contoso.example - /deep/</H1><hr>` + "\r\n\r\n" +
			`<pre><A HREF="/">[To Parent Directory]</A><br><br> 3/4/2026  5:06 AM         1234 <A HREF="/deep/a%20b.txt">a b.txt</A><br>` +
			` 3/4/2026  5:06 AM        &lt;dir&gt; <A HREF="/deep/sub/">sub</A><br> 3/14/2026 12:06 PM            0 <A HREF="/deep/noext">noext</A><br></pre><hr></body></html>`,
			[]string{"a b.txt 1234", "noext 0", "sub/"}},
		"IIS, empty": {`<html><head><title>localhost - /deep/</title></head><body><H1>localhost - /deep/</H1><hr><pre><A HREF="/">[To Parent Directory]</A><br><br></pre><hr></body></html>`, nil},
		"IIS, elsewhere": {`<html><head><title>h - /deep/</title></head><body><H1>h - /deep/</H1><hr><pre><A HREF="/">[Nach oben]</A><br><br>` +
			`04.03.2026    05:06         1234 <A HREF="/deep/x.bak">x.bak</A><br></pre></body></html>`, []string{"x.bak 1234"}},
		"Jetty": {`<!DOCTYPE html><html><head><title>Directory: /deep/</title></head><body><h1 class="title">Directory: /deep/</h1><table class="listing"><thead><tr>` +
			`<th class="name"><a href="?C=N&O=D">Name&nbsp; &#8679;</a></th></tr></thead><tbody><tr><td class="name"><a href="/">Parent Directory</a></td></tr>` +
			`<tr><td class="name"><a href="/deep/a%20b.txt">a b.txt&nbsp;</a></td><td class="lastmodified">Mar 4, 2026, 5:06:07 AM&nbsp;</td><td class="size">1,234 bytes&nbsp;</td></tr>` +
			`<tr><td class="name"><a href="/deep/sub/">sub/&nbsp;</a></td></tr></tbody></table></body></html>`, []string{"a b.txt", "sub/"}},
		"Tomcat": {`<!doctype html><html lang="en"><head><title>Directory Listing For [/deep/]</title></head><body><h1>Directory Listing For [/deep/] - <a href="/"><b>Up To [/]</b></a></h1>` +
			`<hr class="line"><table><tr><td align="left">&nbsp;&nbsp;` + "\r\n" + `<a href="/deep/a%20b.txt"><tt>a b.txt</tt></a></td><td align="right"><tt>1.2 kb</tt></td></tr>` +
			`<tr><td><a href="/deep/sub/"><tt>sub/</tt></a></td></tr></table><hr class="line"><h3>Apache Tomcat/10.1</h3></body></html>`, []string{"a b.txt", "sub/"}},
		"Twisted": {`<html><head><title>Directory listing for /deep/</title></head><body><h1>Directory listing for /deep/</h1><table><tr class="odd"><td><a href="a%20b.txt">a b.txt</a></td>` +
			`<td>5B</td><td>[text/plain]</td><td></td></tr><tr class="even"><td><a href="sub/">sub/</a></td></tr></table></body></html>`, []string{"a b.txt", "sub/"}},
		"Express": {`<!DOCTYPE html><html><head><title>listing directory /deep/</title><script>var a = "<a href='x'>x</a>";</script></head><body class="directory"><input id="search" type="text">` +
			`<div id="wrapper"><h1><a href="/">~</a> / <a href="/deep">deep</a> / </h1><ul id="files" class="view-tiles"><li><a href="/" class="icon icon-directory" title=".."><span class="name">..</span></a></li>` +
			`<li><a href="/deep/a%20b.txt" title="a b.txt"><span class="name">a b.txt</span><span class="size">5</span></a></li><li><a href="/deep/v1.0" class="icon icon-directory"><span class="name">v1.0</span></a></li></ul></div></body></html>`,
			[]string{"a b.txt ?", "v1.0 ?"}},
		"Go":          {"<!doctype html>\n<meta name=\"viewport\" content=\"width=device-width\">\n<pre>\n<a href=\"a%20b.txt\">a b.txt</a>\n<a href=\"noext\">noext</a>\n<a href=\"sub/\">sub/</a>\n</pre>\n", []string{"a b.txt", "noext", "sub/"}},
		"plain list":  {`<ul><li><a href="dump.sql">dump.sql</a><li><a href="old">old</a></ul>`, []string{"dump.sql", "old ?"}},
		"nginx, none": {"[]", nil},
		"Caddy, none": {"null", nil},
		"children alone": {`<title>Index of /deep/</title><pre><a href="../">x</a><a href="/deep/">x</a><a href="/other/y">y</a><a href="https://other.example/z">z</a><a href="//other.example/z">z</a>` +
			`<a href="..">u</a><a href="%2e%2e/">u</a><a href="a%2fb">s</a><a href="a/b">d</a><a href="?x=1">q</a><a href="k?x">q</a><a href="k#x">f</a><a href="#x">f</a><a href="">e</a><a href="./">e</a>` +
			`<a href="javascript:x()">j</a><a href="mailto:x@contoso.example">m</a><a href="%00">n</a><a href="/deep/%2E/">o</a><a href="./ok%25.txt">ok</a><a href="/%64eep/ok2">ok</a><a name="x">y</a><a href=" ok3 ">i</a></pre>`,
			[]string{"ok%.txt", "ok2", "ok3"}},
	} {
		found, err := read(c.page, "Caddy", "deep/")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(c.want, told(found.entries)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// A page of a site is no listing.
func TestNoListings(t *testing.T) {
	for name, page := range map[string]string{
		"home page": `<html><title>Contoso</title><nav><a href="/">Home</a><a href="about.html">About us</a><a href="jobs/">Jobs</a></nav><p>We make pumps.</p></html>`,
		"login":     `<html><title>Sign in</title><form><input name=user></form>Please <a href="login">login</a></html>`,
		"one link":  `Please <a href="login.php">sign in here</a>`,
		"downloads": `<h1>Downloads</h1><p>Thank you for choosing the pump controller of Contoso. The newest version of our product fixes several problems with valves, see the manual.
			<a href="setup.exe">setup.exe</a><a href="manual.pdf">manual.pdf</a></p>`,
		"pictures only":   `<a href="logo.png"><img src="logo.png"></a>`,
		"index of topics": `<title>Index of our topics</title><a href="pumps.html">Pumps</a><a href="valves.html">Valves</a>`,
		"hrefs as texts":  `<a href="https://a.example/">https://a.example/</a><a href="https://b.example/x.zip">x.zip</a><a href="y.zip">y.zip</a>`,
		"empty":           ``,
		"other JSON":      `{"files": []}`,
		"users":           `[{"name": "x", "type": "user", "size": 1}]`,
		"words":           `["a.txt", "b.txt"]`,
		"nothing":         `[]`,
		"no JSON":         `[{"name": `,
		"long attribute":  `<a href="` + strings.Repeat("x", 2<<20) + `">x</a>`,
	} {
		if found, err := read(page, "contoso", "deep/"); !errors.Is(err, errNoIndex) && !(name == "no JSON" && err != nil) {
			t.Errorf("%s: %v, %v; want no listing", name, told(found.entries), err)
		}
	}
}
