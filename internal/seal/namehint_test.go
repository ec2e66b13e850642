package seal

import "testing"

func TestNameHints(t *testing.T) {
	for name, want := range map[string]string{
		"passwords/Zyxwilda Quorvathsen +44 7700 900 461.txt": "passwords/Z••• Q••• +••• ••• •61.txt",
		"hr/Doe_Jane-contract.pdf":                            "hr/D•••-contract.pdf",
		"2021/Statement Of Work.docx":                         "2021/Statement Of Work.docx",
		"Customer List Final.xlsx":                            "Customer List Final.xlsx",
		"mail/0000017-invoice.eml":                            "mail/0000017-invoice.eml",
		"Kundenliste.csv":                                     "Kundenliste.csv",
		"src/HttpServer.java":                                 "src/HttpServer.java",
		"backup-2021-11-04.zip":                               "backup-2021-11-04.zip",
		"calls/0171 2345678.wav":                              "calls/••• ••• •78.wav",
		"dump-20210401123000.sql":                             "dump-20210401123000.sql",
		"password=Wint3rfell-Gr4nite.txt":                     "password=••• (18).txt",
		"it/api_key: zx81.env":                                "it/api_key: ••• (<16).env",
		"cv anna_zwickelmann_1980-02-03.txt":                  "cv A•••.txt",
		"hr/payslip-okeefe.pdf":                               "hr/payslip-O•••.pdf",
		"cv.docx":                                             "cv.docx",
		"password-policy.docx":                                "password-policy.docx",
		"":                                                    "",
	} {
		if got := MaskName(name, NameHints(name)); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

func FuzzNameHints(f *testing.F) {
	f.Add("hr/Doe_Jane-contract 0171 2345678.pdf")
	f.Add("\xff Zyx\xc3 Ü. 1-2-3-4-5-6-7")
	f.Fuzz(func(t *testing.T, name string) {
		for _, s := range NameHints(name) {
			if s.Start < 0 || s.End > len(name) || s.Start >= s.End {
				t.Fatalf("span %v of %d bytes", s, len(name))
			}
		}
		MaskName(name, NameHints(name))
	})
}
