package signedlink

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// now is the moment of all tests.
var now = time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)

// Signatures of nobody: hashes of words.
var (
	sum    = sha256.Sum256([]byte("a signature of nobody 10"))
	sas64  = base64.StdEncoding.EncodeToString(sum[:])
	sig    = "&sig=" + url.QueryEscape(sas64)
	hex64  = hex.EncodeToString(sum[:])
	hex512 = strings.Repeat(hex64, 8)
	sha1   = url.QueryEscape(base64.StdEncoding.EncodeToString(sum[:20]))
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func mustParse(t *testing.T, s string) *Link {
	t.Helper()
	l, err := Parse(s)
	if err != nil {
		t.Fatalf("%.80s: %v", s, err)
	}
	return l
}

// TestParse reads links of the forms that the vendors document. Names and
// signatures are others.
func TestParse(t *testing.T) {
	const delegation = "&skoid=0aa1e2f3-0000-4000-8000-0123456789ab&sktid=0bb1e2f3-0000-4000-8000-0123456789ab&skt=2026-11-20T00:00:00Z&ske=2026-11-25T00:00:00Z&sks=b&skv=2022-11-02"
	amazon := "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAQ4TESTONLY7QAB2C%2F20261122%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Date=20261122T190000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=" + hex64
	google := "?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=reader%40contoso-test.iam.gserviceaccount.com%2F20261122%2Fus-central1%2Fstorage%2Fgoog4_request&X-Goog-Date=20261122T190000Z&X-Goog-Expires=900&X-Goog-SignedHeaders=host&X-Goog-Signature=" + hex512
	for _, c := range []struct {
		name, in                   string
		form                       Form
		account, container, object string
		reach                      Reach
		rights                     []Right
		from                       Ground
		start, end                 string
		endIs                      EndIs
		http                       bool
		by                         RevokeBy
		notes                      string // words that a note must have
	}{
		// https://learn.microsoft.com/rest/api/storageservices/create-account-sas#account-sas-example
		{"account SAS", "https://contoso.blob.core.windows.net/pictures/profile.jpg?sv=2022-11-02&ss=bfqt&srt=sco&sp=rwdlacup&st=2019-08-01T22%3A18%3A26Z&se=2031-12-31T00%3A00%3A00Z&spr=https" + sig,
			AccountSAS, "contoso", "pictures", "profile.jpg", ReachAccount, []Right{Read, List, Write, Create, Add, Update, Delete, Process}, Stated, "2019-08-01T22:18:26Z", "2031-12-31T00:00:00Z", EndExact, false, ByAccountKey, ""},
		{"account SAS without objects", "https://contoso.blob.core.windows.net/?sv=2022-11-02&ss=b&srt=sc&sp=rl&se=2027-01-01" + sig,
			AccountSAS, "contoso", "", "", ReachAccount, []Right{List}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, "contents not"},
		{"account SAS of objects alone", "https://contoso.blob.core.windows.net/?sv=2022-11-02&ss=b&srt=o&sp=rlup&se=2027-01-01" + sig,
			AccountSAS, "contoso", "", "", ReachAccount, []Right{Read}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, "nothing can be listed"},
		{"account SAS of another service than the host's", "https://contoso.file.core.windows.net/s/f?sv=2022-11-02&ss=b&srt=sco&sp=r&se=2027-01-01" + sig,
			AccountSAS, "contoso", "s", "f", ReachAccount, []Right{Read}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, "opens nothing there"},
		// https://learn.microsoft.com/rest/api/storageservices/service-sas-examples
		{"container", "https://contoso.blob.core.windows.net/pictures?sv=2013-08-15&st=2026-08-16&se=2027-08-17&sr=c&sp=rl" + sig,
			ServiceSAS, "contoso", "pictures", "", ReachContainer, []Right{Read, List}, Stated, "2026-08-16T00:00:00Z", "2027-08-17T00:00:00Z", EndExact, true, ByAccountKey, ""},
		{"blob", "https://contoso.blob.core.windows.net/pictures/a/b.jpg?sp=racwdxyltmeop&se=2027-08-17T09:00Z&spr=https&sv=2022-11-02&sr=b&ses=scope1" + sig,
			ServiceSAS, "contoso", "pictures", "a/b.jpg", ReachBlob, []Right{Read, Write, Create, Add, Delete, DeleteVersion, PermanentDelete, Permissions, Ownership, Move, Execute, Tags}, Stated, "", "2027-08-17T09:00:00Z", EndExact, false, ByAccountKey, "no effect on one file"},
		{"blob of the root container, secondary", "https://contoso-secondary.blob.core.windows.net/logo.png?sv=2022-11-02&sr=b&sp=r&se=2027-01-01" + sig,
			ServiceSAS, "contoso", "$root", "logo.png", ReachBlob, []Right{Read}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, "secondary"},
		{"snapshot, version", "https://contoso.blob.core.windows.net/p/a?snapshot=2026-01-01T00:00:00.0000000Z&sv=2022-11-02&sr=bs&sp=r&se=2027-01-01" + sig,
			ServiceSAS, "contoso", "p", "a", ReachSnapshot, []Right{Read}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, ""},
		{"stored access policy", "https://contoso.blob.core.windows.net/pictures?sv=2022-11-02&si=weekly-readers&sr=c" + sig,
			ServiceSAS, "contoso", "pictures", "", ReachContainer, []Right{}, ByPolicy, "", "", EndUnknown, true, ByStoredPolicy, ""},
		{"policy for the rights alone", "https://contoso.blob.core.windows.net/pictures?sv=2022-11-02&si=w&sr=c&se=2027-01-01" + sig,
			ServiceSAS, "contoso", "pictures", "", ReachContainer, []Right{}, ByPolicy, "", "2027-01-01T00:00:00Z", EndExact, true, ByStoredPolicy, ""},
		{"no end and no policy", "https://contoso.blob.core.windows.net/pictures?sv=2022-11-02&sp=r&sr=c" + sig,
			ServiceSAS, "contoso", "pictures", "", ReachContainer, []Right{Read}, Stated, "", "", EndUnknown, true, ByAccountKey, "refuses"},
		// https://learn.microsoft.com/rest/api/storageservices/create-service-sas#specify-the-directory-depth
		{"directory", "https://contoso.dfs.core.windows.net/lake/2026/q3/raw/x.csv?sv=2022-11-02&sr=d&sdd=2&sp=rle&se=2027-01-01T00:00:00Z&spr=https" + sig,
			ServiceSAS, "contoso", "lake", "2026/q3", ReachDirectory, []Right{Read, List, Execute}, Stated, "", "2027-01-01T00:00:00Z", EndExact, false, ByAccountKey, ""},
		{"root directory", "https://contoso.dfs.core.windows.net/lake?sv=2022-11-02&sr=d&sdd=0&sp=rl&se=2027-01-01" + sig,
			ServiceSAS, "contoso", "lake", "", ReachContainer, []Right{Read, List}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, "whole container"},
		{"share", "https://contoso.file.core.windows.net/music?sv=2022-11-02&sr=s&sp=rcwdl&se=2027-01-01" + sig,
			ServiceSAS, "contoso", "music", "", ReachShare, []Right{Read, List, Write, Create, Delete}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, ""},
		{"file", "https://contoso.file.core.windows.net/music/a/b.mp3?sv=2022-11-02&sr=f&sp=ra&se=2027-01-01" + sig,
			ServiceSAS, "contoso", "music", "a/b.mp3", ReachFile, []Right{Read}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, "sp has a"},
		{"queue", "https://contoso.queue.core.windows.net/jobs/messages?sv=2022-11-02&sp=raup&se=2027-01-01" + sig,
			ServiceSAS, "contoso", "jobs", "", ReachQueue, []Right{Read, Add, Update, Process}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, ""},
		{"table", "https://contoso.table.core.windows.net/Persons(PartitionKey='a',RowKey='b')?sv=2022-11-02&tn=persons&sp=raud&se=2027-01-01" + sig,
			ServiceSAS, "contoso", "persons", "", ReachTable, []Right{Read, Add, Update, Delete}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, ""},
		{"range of a table", "https://contoso.table.core.windows.net/persons?sv=2022-11-02&tn=persons&sp=r&se=2027-01-01&spk=Coho&epk=Coho&srk=a&erk=m" + sig,
			ServiceSAS, "contoso", "persons", "", ReachTableRange, []Right{Read}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, ""},
		// https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas
		{"delegation key ends first", "https://contoso.blob.core.windows.net/c/a.zip?sp=r&st=2026-11-19T00:00:00Z&se=2027-11-30T00:00:00Z&sv=2022-11-02&sr=b&spr=https" + delegation + sig,
			UserDelegationSAS, "contoso", "c", "a.zip", ReachBlob, []Right{Read}, Stated, "2026-11-20T00:00:00Z", "2026-11-25T00:00:00Z", EndExact, false, ByDelegationKeys, "ske is the end"},
		{"se first", "https://contoso.blob.core.windows.net/c/a.zip?sp=r&st=2026-11-21T00:00:00Z&se=2026-11-23T00:00:00Z&sv=2022-11-02&sr=b&spr=https" + delegation + sig,
			UserDelegationSAS, "contoso", "c", "a.zip", ReachBlob, []Right{Read}, Stated, "2026-11-21T00:00:00Z", "2026-11-23T00:00:00Z", EndExact, false, ByDelegationKeys, ""},
		// the endpoints of the national clouds, an account with a DNS zone, a private link, an own domain, Azurite
		{"China", "https://contoso.blob.core.chinacloudapi.cn/c?sv=2022-11-02&sr=c&sp=l&se=2027-01-01" + sig, ServiceSAS, "contoso", "c", "", ReachContainer, []Right{List}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, ""},
		{"US government", "https://contoso.privatelink.dfs.core.usgovcloudapi.net/c?sv=2022-11-02&sr=c&sp=l&se=2027-01-01" + sig, ServiceSAS, "contoso", "c", "", ReachContainer, []Right{List}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, ""},
		{"DNS zone", "https://contoso.z12.blob.storage.azure.net/c?sv=2022-11-02&sr=c&sp=l&se=2027-01-01" + sig, ServiceSAS, "contoso", "c", "", ReachContainer, []Right{List}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, ""},
		{"own domain", "https://files.contoso.example/c/f?sv=2022-11-02&sr=b&sp=r&se=2027-01-01" + sig, ServiceSAS, "", "c", "f", ReachBlob, []Right{Read}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, "no name of Azure's"},
		{"emulator", "http://127.0.0.1:10001/devstoreaccount1/jobs?sv=2022-11-02&sp=p&se=2027-01-01" + sig, ServiceSAS, "devstoreaccount1", "jobs", "", ReachQueue, []Right{Process}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, ""},
		{"bare query", "?sv=2022-11-02&sr=c&sp=rl&se=2027-01-01" + sig, ServiceSAS, "", "", "", ReachContainer, []Right{Read, List}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, "query alone"},
		// https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string#create-a-connection-string-using-a-shared-access-signature
		{"connection string", "BlobEndpoint=https://contoso.blob.core.windows.net/;QueueEndpoint=https://contoso.queue.core.windows.net/;SharedAccessSignature=sv=2022-11-02&ss=bq&srt=co&sp=rp&se=2027-01-01" + sig,
			AccountSAS, "contoso", "", "", ReachAccount, []Right{Read, Process}, Stated, "", "2027-01-01T00:00:00Z", EndExact, true, ByAccountKey, ""},
		// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
		{"Amazon", "https://contoso-test.s3.eu-central-1.amazonaws.com/a/test.txt" + amazon, AWSV4, "", "contoso-test", "a/test.txt", ReachObject, []Right{Read}, Inferred, "2026-11-22T19:00:00Z", "2026-11-23T19:00:00Z", EndExact, true, ByAccessKey, "method"},
		{"Amazon, path style, upload", "https://s3.amazonaws.com/contoso-test/a" + amazon + "&x-id=PutObject", AWSV4, "", "contoso-test", "a", ReachObject, []Right{Write}, Stated, "2026-11-22T19:00:00Z", "2026-11-23T19:00:00Z", EndExact, true, ByAccessKey, ""},
		{"Amazon, listing", "https://contoso.test.s3-fips.dualstack.us-east-1.amazonaws.com/" + amazon + "&list-type=2", AWSV4, "", "contoso.test", "", ReachBucket, []Right{List}, Inferred, "2026-11-22T19:00:00Z", "2026-11-23T19:00:00Z", EndExact, true, ByAccessKey, ""},
		{"Amazon, session", "https://contoso-test.s3.amazonaws.com/a" + strings.Replace(amazon, "AKIA", "ASIA", 1) + "&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEtest", AWSV4, "", "contoso-test", "a", ReachObject, []Right{Read}, Inferred, "2026-11-22T19:00:00Z", "2026-11-23T19:00:00Z", EndAtMost, true, BySession, "temporary"},
		{"Amazon, more than a week", "https://contoso-test.s3.amazonaws.com/a" + strings.Replace(amazon, "=86400", "=31536000", 1), AWSV4, "", "contoso-test", "a", ReachObject, []Right{Read}, Inferred, "2026-11-22T19:00:00Z", "2026-11-29T19:00:00Z", EndAtMost, true, ByAccessKey, "more than a week"},
		{"not S3", "https://sts.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15" + strings.Replace(strings.Replace(amazon, "?", "&", 1), "%2Fs3%2F", "%2Fsts%2F", 1), AWSV4, "", "", "", ReachRequest, []Right{}, Inferred, "2026-11-22T19:00:00Z", "2026-11-23T19:00:00Z", EndExact, true, ByAccessKey, ""},
		{"compatible", "https://contoso-test.fra1.digitaloceanspaces.com/a" + amazon, AWSV4, "", "contoso-test", "a", ReachObject, []Right{Read}, Inferred, "2026-11-22T19:00:00Z", "2026-11-23T19:00:00Z", EndExact, true, ByAccessKey, ""},
		{"R2", "https://0123abcd.r2.cloudflarestorage.com/contoso-test/a" + amazon, AWSV4, "0123abcd", "contoso-test", "a", ReachObject, []Right{Read}, Inferred, "2026-11-22T19:00:00Z", "2026-11-23T19:00:00Z", EndExact, true, ByAccessKey, ""},
		{"own server, a year", "http://minio.contoso.example:9000/b/a" + strings.Replace(amazon, "=86400", "=31536000", 1), AWSV4, "", "b", "a", ReachObject, []Right{Read}, Inferred, "2026-11-22T19:00:00Z", "2027-11-22T19:00:00Z", EndExact, true, ByAccessKey, "no known one"},
		// https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
		{"Amazon version 2", "https://contoso-test.s3.amazonaws.com/a.jpg?AWSAccessKeyId=AKIAQ4TESTONLY7QAB2C&Expires=1830297600&Signature=" + sha1, AWSV2, "", "contoso-test", "a.jpg", ReachObject, []Right{Read}, Inferred, "", "2028-01-01T00:00:00Z", EndExact, true, ByAccessKey, "version 2"},
		// https://cloud.google.com/storage/docs/access-control/signed-urls
		{"Google", "https://storage.googleapis.com/contoso-test/cat%20one.jpeg" + google, GoogleV4, "", "contoso-test", "cat one.jpeg", ReachObject, []Right{Read}, Inferred, "2026-11-22T19:00:00Z", "2026-11-22T19:15:00Z", EndExact, true, ByServiceAccount, ""},
		{"Google, upload", "https://contoso-test.storage.googleapis.com/cat.jpeg" + strings.Replace(google, "SignedHeaders=host", "SignedHeaders=content-type%3Bhost", 1), GoogleV4, "", "contoso-test", "cat.jpeg", ReachObject, []Right{Write}, Inferred, "2026-11-22T19:00:00Z", "2026-11-22T19:15:00Z", EndExact, true, ByServiceAccount, ""},
		// https://cloud.google.com/storage/docs/access-control/signed-urls-v2
		{"Google version 2", "https://storage.googleapis.com/contoso-test/cat.jpeg?GoogleAccessId=reader@contoso-test.iam.gserviceaccount.com&Expires=1830297600&Signature=" + url.QueryEscape(base64.StdEncoding.EncodeToString(make256())), GoogleV2, "", "contoso-test", "cat.jpeg", ReachObject, []Right{Read}, Inferred, "", "2028-01-01T00:00:00Z", EndAtMost, true, ByServiceAccount, "rotates"},
		// https://www.alibabacloud.com/help/en/oss/developer-reference/add-signatures-to-urls
		{"Alibaba version 1", "https://contoso-test.oss-cn-hangzhou.aliyuncs.com/a.txt?OSSAccessKeyId=LTAItest0000test&Expires=1830297600&Signature=" + sha1, AlibabaV1, "", "contoso-test", "a.txt", ReachObject, []Right{Read}, Inferred, "", "2028-01-01T00:00:00Z", EndExact, true, ByAccessKey, ""},
		{"Alibaba version 4", "https://contoso-test.oss-cn-hangzhou.aliyuncs.com/a.txt?x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-credential=LTAItest0000test%2F20261122%2Fcn-hangzhou%2Foss%2Faliyun_v4_request&x-oss-date=20261122T190000Z&x-oss-expires=3600&x-oss-signature=" + hex64, AlibabaV4, "", "contoso-test", "a.txt", ReachObject, []Right{Read}, Inferred, "2026-11-22T19:00:00Z", "2026-11-22T20:00:00Z", EndExact, true, ByAccessKey, ""},
		{"Huawei", "https://contoso-test.obs.eu-west-101.myhuaweicloud.com/a.txt?AccessKeyId=HWtest0000test&Expires=1830297600&Signature=" + sha1, HuaweiV2, "", "contoso-test", "a.txt", ReachObject, []Right{Read}, Inferred, "", "2028-01-01T00:00:00Z", EndExact, true, ByAccessKey, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := mustParse(t, c.in)
			if l.Form != c.form || l.Account != c.account || l.Container != c.container || l.Object != c.object || l.Reach != c.reach {
				t.Errorf("form %q account %q container %q object %q reach %q", l.Form, l.Account, l.Container, l.Object, l.Reach)
			}
			if !slices.Equal(l.Rights, c.rights) || l.RightsFrom != c.from {
				t.Errorf("rights %v from %s", l.Rights, l.RightsFrom)
			}
			if start, end := stamp(l.Start), stamp(l.End); start != c.start || end != c.end || l.EndIs != c.endIs {
				t.Errorf("from %q to %q, %s", start, end, l.EndIs)
			}
			if l.HTTP != c.http || l.Signature != Whole {
				t.Errorf("http %v, signature %s", l.HTTP, l.Signature)
			}
			if by := l.Judge(now).Revocation; by.By != c.by || by.How == "" || by.Breaks == "" {
				t.Errorf("revoked by %+v", by)
			}
			if notes := strings.Join(l.Notes, "; "); !strings.Contains(notes, c.notes) {
				t.Errorf("notes %q lack %q", notes, c.notes)
			}
		})
	}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// make256 returns as many bytes as a signature of RSA 2048 has.
func make256() (b []byte) {
	for i := range 8 {
		s := sha256.Sum256([]byte{byte(i)})
		b = append(b, s[:]...)
	}
	return b
}

// TestErrors: each names what is wrong, none quotes a value.
func TestErrors(t *testing.T) {
	const host = "https://contoso.blob.core.windows.net/c?sv=2022-11-02&sr=c&sp=r"
	amazon := "https://b.s3.amazonaws.com/a?X-Amz-Credential=AKIAQ4TESTONLY7QAB2C/20261122/x/s3/aws4_request&X-Amz-Signature=" + hex64
	for in, want := range map[string]string{
		"":                                               "no signature",
		"https://www.contoso.example/a?b=c":              "no signature",
		"just some words":                                "no signature",
		"redis://10.0.0.5":                               "no signature",
		"tcp://10.0.0.0/24:6379,9200-9300":               "no signature",
		host + "&se=SECRETTIME" + sig:                    "se: want a time",
		host + "&se=2027-13-01" + sig:                    "se: want a time",
		host + "&se=9999-12-31T23:59:59-12:00" + sig:     "se: want a time",
		host + "&se=2027-01-01&st=SECRET" + sig:          "st: want a time",
		host + "&se=2027-01-01&skoid=x&ske=SECRET" + sig: "ske: want a time",
		strings.Replace(host, "sr=c", "sr=d&sdd=-1", 1) + "&se=2027-01-01" + sig:            "sdd: want",
		"https://contoso.blob.core.windows.net/c?ss=b&sp=r&se=2027-01-01&sv=1" + sig:        "ss and srt",
		"https://contoso.blob.core.windows.net/c?sp=r" + sig:                                "sig: without sr",
		"https://u:SECRET@contoso.blob.core.windows.net/c?sr=c" + sig:                       "user information",
		"https://con toso/c?sr=c" + sig:                                                     "host: want",
		"ftp://contoso.example/c?sr=c" + sig:                                                "scheme: want",
		"https://contoso.blob.core.windows.net/c&sr=c" + sig + "?sr=c" + sig:                "path: a signature",
		"SharedAccessSignature sr=sb%3a%2f%2fx.servicebus.windows.net&se=1&skn=Root" + sig:  "Service Bus",
		"https://x.logic.azure.com/workflows/1?sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0" + sig:  "Logic Apps",
		amazon + "&X-Amz-Date=SECRET&X-Amz-Expires=1":                                       "X-Amz-Date: want",
		amazon + "&X-Amz-Date=20261122T000000Z&X-Amz-Expires=SECRET":                        "X-Amz-Expires: want",
		amazon + "&X-Amz-Date=20261122T000000Z&X-Amz-Expires=-5":                            "X-Amz-Expires: want",
		"https://d1.cloudfront.net/a?Policy=SECRET!&Signature=" + sha1 + "&Key-Pair-Id=K1":  "Policy: want base64",
		"https://d1.cloudfront.net/a?Policy=U0VDUkVU&Signature=" + sha1 + "&Key-Pair-Id=K1": "Policy: want JSON",
		host + "&se=2027-01-01&a=" + strings.Repeat("SECRET", 6000) + sig:                   "longer than",
		host + "&se=2027-01-01" + strings.Repeat("&a=1", 300) + sig:                         "more than 256",
		host + "&se=2027%252525252525252D01-01" + sig:                                       "encoded more than",
	} {
		l, err := Parse(in)
		if err == nil {
			t.Errorf("%.70s: read as %s", in, l)
			continue
		}
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%.70s: %q, want %q", in, err, want)
		}
		for _, secret := range []string{"SECRET", sas64, hex64, "U0VD"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%.70s: the error quotes: %q", in, err)
			}
		}
		if errors.Is(err, ErrNone) != (want == "no signature") {
			t.Errorf("%.70s: ErrNone is %v", in, errors.Is(err, ErrNone))
		}
	}
}
