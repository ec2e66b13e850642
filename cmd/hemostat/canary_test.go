package main

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"

	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/seal"
)

// canaries are values of each kind, and the part of each that must not be found
// anywhere. Masks may show the rest.
var canaries = []struct{ kind, value, part string }{
	{"email", "wquxkanarienvogel@fremdfirma.example", "wquxkanarienvogel"},
	{"person", "Zyxwilda Quorvathsen", "Zyxwilda"},
	{"person", "Zyxwilda Quorvathsen", "Quorvathsen"},
	{"phone", "+44 7700 900 461", "7700900461"},
	{"phone", "+44 7700 900 461", "7700 900 461"},
	{"card", "4000 0566 5566 5556", "0566 5566"},
	{"card", "4000 0566 5566 5556", "05665566"},
	{"iban", "DE02 1203 0000 0000 2020 51", "1203 0000 0000 2020"},
	{"iban", "DE02 1203 0000 0000 2020 51", "120300000000"},
	{"secret", "Tr0ub4dor&kanarie7", "ub4dor&kanar"},
	{"secret", "AKIAZQ3KANARYVOGEL7X", "ZQ3KANARYVOGEL"},
	{"user", "kanarien.login77", "kanarien.login77"},
	{"project", "PRJ-77104242-KNR", "77104242"},
	{"ip", "203.0.113.177", "203.0.113.177"},
	{"host", "srvkanarienkaefig.corp.internal", "srvkanarienkaefig"},
	{"message", "<kanarie.20220924.qzx@mail.fremdfirma.example>", "kanarie.20220924.qzx"},
}

// forms are the ways in which a value could hide in bytes.
func forms(s string) map[string][]byte {
	out := map[string][]byte{
		"plain": []byte(s), "hex": []byte(hex.EncodeToString([]byte(s))), "HEX": []byte(strings.ToUpper(hex.EncodeToString([]byte(s)))),
		"lower": []byte(strings.ToLower(s)), "upper": []byte(strings.ToUpper(s)),
	}
	for shift := range 3 {
		// The characters that the value alone decides, whatever stands before it.
		padded := append(make([]byte, shift), s...)
		text := base64.RawStdEncoding.EncodeToString(padded[:len(padded)/3*3])
		out[fmt.Sprint("base64+", shift)] = []byte(text[min(len(text), (shift*8+5)/6):])
	}
	var le, be []byte
	for _, u := range utf16.Encode([]rune(s)) {
		le, be = append(le, byte(u), byte(u>>8)), append(be, byte(u>>8), byte(u))
	}
	out["utf-16le"], out["utf-16be"] = le, be
	return out
}

// search reports each canary that stands in data.
func search(t *testing.T, where string, data []byte) {
	t.Helper()
	for _, c := range canaries {
		for form, bytesOf := range forms(c.part) {
			if i := bytes.Index(data, bytesOf); len(bytesOf) > 5 && i >= 0 {
				t.Errorf("%s holds the %s %q as %s: …%q…", where, c.kind, c.part, form, data[max(0, i-40):min(len(data), i+60)])
			}
		}
	}
}

func searchTree(t *testing.T, root string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		search(t, "the name "+path, []byte(path))
		if !d.Type().IsRegular() {
			return nil
		}
		data, err := os.ReadFile(path)
		search(t, path, data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// plant makes a folder that holds every canary in whole files, in names, and in
// broken files whose parsers might quote them.
func plant(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	var text, csv, json strings.Builder
	csv.WriteString("kind,e-mail,name,phone,card,iban,password,username,project,ip,host\r\n")
	row := map[string]string{}
	for _, c := range canaries {
		row[c.kind] = c.value
		fmt.Fprintf(&text, "%s: %s\r\n", map[string]string{"secret": "password", "user": "username"}[c.kind]+c.kind, c.value)
		fmt.Fprintf(&json, "{%q: %q},", c.kind, c.value)
	}
	fmt.Fprintf(&csv, "x,%s,%q,%s,%s,%s,%s,%s,%s,%s,%s\r\n", row["email"], row["person"], row["phone"], row["card"], row["iban"],
		"Tr0ub4dor&kanarie7", row["user"], row["project"], row["ip"], row["host"])
	mail := "From: \"Zyxwilda Quorvathsen\" <" + row["email"] + ">\r\nTo: " + row["email"] + "\r\nMessage-ID: " + row["message"] +
		"\r\nSubject: for Zyxwilda Quorvathsen\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDear Zyxwilda Quorvathsen,\r\n" + text.String()
	files := map[string]string{
		"list.csv": csv.String(), "values.txt": text.String(), "values.json": "[" + strings.TrimSuffix(json.String(), ",") + "]", "mail.eml": mail,
		"broken.json": "[" + json.String() + "{\"x\": \x00" + text.String(), "broken.xml": "<a><b c='" + row["email"] + "'>" + text.String() + "</c></" + row["person"] + ">",
		"broken.eml":  "From: " + row["email"] + "\r\nContent-Type: multipart/mixed; boundary=" + row["user"] + "\r\n\r\n--" + row["user"] + "\r\nContent-Transfer-Encoding: " + row["email"] + "\r\n\r\n!!",
		"broken.pdf":  "%PDF-1.4\n1 0 obj <</Type /Catalog " + row["email"] + "\n" + text.String(),
		"broken.docx": "PK\x03\x04" + row["email"] + text.String(),
		"passwords/" + row["email"] + "/Zyxwilda Quorvathsen " + row["phone"] + ".txt": "x",
		".env": "DB_PASSWORD=Tr0ub4dor&kanarie7\nAWS_ACCESS_KEY_ID=AKIAZQ3KANARYVOGEL7X\n",
	}
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	for _, name := range []string{"list.csv", "mail.eml"} {
		m, err := w.Create("for " + row["email"] + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		m.Write([]byte(files[name]))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	files["bundle.zip"] = packed.String()
	files["torn.zip"] = packed.String()[:packed.Len()*2/3]
	for name, body := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A finder's campaign must hold no value: not on disk, not in what it prints,
// not in its reports, and not even behind its own key.
func TestNoSecondLeak(t *testing.T) {
	leaked := plant(t)
	f := newFolders(t)
	var printed bytes.Buffer
	for _, d := range []time.Duration{60, 120, 200, 300} {
		f.runFor(t, d*time.Millisecond, &printed, "scan", leaked, "--campaign", "c", "--verbose")
	}
	cmd := f.program(t, "scan", leaked, "--campaign", "c", "--verbose", "--json")
	cmd.Stdout, cmd.Stderr = &printed, &printed
	cmd.Run()
	if code := cmd.ProcessState.ExitCode(); code != exitFindings {
		t.Fatalf("scan exits with %d:\n%s", code, printed.Bytes())
	}
	for _, args := range [][]string{
		{"report", "c", "--format", "html"}, {"report", "c", "--format", "json"}, {"report", "c", "--format", "md"},
		{"report", "c", "--format", "csv", "--table", "notread"}, {"status", "c"}, {"explain", "c", "entity", "fremdfirma.example"},
		{"custody", "c"}, {"replay", "c"},
	} {
		out, code := f.run(t, args...)
		if code != 0 || len(out) == 0 {
			t.Errorf("%v exits with %d", args, code)
		}
		printed.Write(out)
	}
	search(t, "what was printed", printed.Bytes())
	searchTree(t, f.data)
	searchTree(t, f.temp)
	searchTree(t, f.keys)
	if t.Failed() {
		return
	}
	if n := searchDecoded(t, f); n < 3 {
		t.Errorf("the decoded store has %d tables: it was not looked into", n)
	}
}

// searchDecoded opens both stores with the key in hand and searches every row.
func searchDecoded(t *testing.T, f folders) (tables int) {
	t.Helper()
	entry, err := seal.Keys{Dir: f.keys}.Find("c")
	if err != nil {
		t.Fatal(err)
	}
	key, err := seal.Keys{Dir: f.keys}.Open(entry.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(f.data, entry.ID)
	l, err := ledger.Open(key.FS(vfs.Default), filepath.Join(dir, "ledger"), ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	rows := 0
	for row, err := range l.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		rows++
		search(t, "a row of the ledger", row)
	}
	if rows < 20 {
		t.Errorf("the ledger has %d rows: it was not looked into", rows)
	}
	db, err := driver.Open("file:"+filepath.Join(dir, "catalog.db")+"?vfs=adiantum", func(c *sqlite3.Conn) error {
		return c.Exec("PRAGMA hexkey='" + key.CatalogKey() + "'")
	})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range column(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table'") {
		tables++
		for _, row := range column(t, db, "SELECT * FROM "+table) {
			search(t, "a row of table "+table, []byte(row))
		}
	}
	return tables
}

// column returns the rows of a query, the values of each joined by line feeds.
func column(t *testing.T, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values := make([]any, len(names))
		for i := range values {
			values[i] = new(sql.RawBytes)
		}
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		var line []string
		for _, v := range values {
			line = append(line, string(*v.(*sql.RawBytes)))
		}
		all = append(all, strings.Join(line, "\n"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
