package signedlink

import (
	"fmt"
	"io"
	"log/slog"
	"time"
)

// A Form is a way of signing a link.
type Form string

// The forms. Those that detect has a rule for are called as there.
const (
	AccountSAS        Form = "azure-account-sas"
	ServiceSAS        Form = "azure-service-sas"
	UserDelegationSAS Form = "azure-user-delegation-sas"
	AWSV4             Form = "aws-v4" // X-Amz-Signature, of Amazon and of the compatibles
	AWSV2             Form = "aws-v2" // AWSAccessKeyId, Expires, Signature
	GoogleV4          Form = "google-v4"
	GoogleV2          Form = "google-v2"
	CloudFrontCanned  Form = "cloudfront-canned" // Expires, Signature, Key-Pair-Id
	CloudFrontCustom  Form = "cloudfront-custom" // Policy, Signature, Key-Pair-Id
	AlibabaV4         Form = "alibaba-v4"        // x-oss-signature
	AlibabaV1         Form = "alibaba-v1"        // OSSAccessKeyId, Expires, Signature
	HuaweiV2          Form = "huawei-v2"         // AccessKeyId, Expires, Signature
)

// Azure reports whether f is a shared access signature.
func (f Form) Azure() bool { return f == AccountSAS || f == ServiceSAS || f == UserDelegationSAS }

// A Vendor is who serves the host of a link, as far as the host tells.
type Vendor string

// The vendors. A host that is nobody's known one has none.
const (
	Azure   Vendor = "azure"
	AWS     Vendor = "aws"
	Google  Vendor = "google"
	Alibaba Vendor = "alibaba"
	Huawei  Vendor = "huawei"
	Other   Vendor = "s3-compatible" // DigitalOcean, Wasabi, Cloudflare R2, … by their hosts
)

// A Reach is how much a link opens.
type Reach string

// The reaches, the widest first.
const (
	ReachAccount      Reach = "account"      // every container, queue, table or share of the services that it names
	ReachDistribution Reach = "distribution" // all that a CloudFront distribution delivers
	ReachContainer    Reach = "container"
	ReachBucket       Reach = "bucket"
	ReachShare        Reach = "share"
	ReachDirectory    Reach = "directory"
	ReachTable        Reach = "table"
	ReachTableRange   Reach = "table-range" // rows between two keys
	ReachQueue        Reach = "queue"
	ReachBlob         Reach = "blob"
	ReachObject       Reach = "object"
	ReachFile         Reach = "file"
	ReachSnapshot     Reach = "blob-snapshot"
	ReachVersion      Reach = "blob-version"
	ReachRequest      Reach = "request" // a signed request to a service that stores no objects
	ReachUnknown      Reach = "unknown"
)

// A Right is one thing that a link lets its holder do.
type Right string

// The rights, in the order in which they are listed.
const (
	Read            Right = "read"
	List            Right = "list"
	Write           Right = "write"
	Create          Right = "create"
	Add             Right = "add"
	Update          Right = "update"
	Delete          Right = "delete"
	DeleteVersion   Right = "delete-version"
	PermanentDelete Right = "permanent-delete"
	Permissions     Right = "permissions" // set the access list of a file or directory
	Ownership       Right = "ownership"
	Move            Right = "move"
	Execute         Right = "execute"
	Tags            Right = "tags"
	Filter          Right = "filter" // find blobs by their tags
	Process         Right = "process"
	Immutability    Right = "immutability" // set or delete the policy that forbids changing a blob
)

// A Ground is whence the rights are known.
type Ground string

// The grounds.
const (
	Stated   Ground = "stated"   // the link names them, and the signature covers the names
	Inferred Ground = "inferred" // the method was signed but does not stand in the link: the likeliest, by its other parameters
	ByPolicy Ground = "policy"   // a stored access policy holds them: unknowable without asking
)

// An EndIs tells how well the end of a link is known.
type EndIs string

// How well an end is known.
const (
	EndExact   EndIs = "exact"
	EndAtMost  EndIs = "at-most" // what signed it may end earlier
	EndUnknown EndIs = "unknown" // a stored access policy holds it, or nothing does
)

// A Signature tells whether a signature is one, by its form alone.
type Signature string

// What a signature looks like.
const (
	Whole    Signature = "whole"
	Cut      Signature = "cut"      // not as long as the form asks for, or not of its letters
	Redacted Signature = "redacted" // somebody put a word or dots in its place
)

// A Link is a signed link that was read. Its exported fields hold no secret,
// but Object, Container and Account are names as they stand in the link, which
// may be of persons; what may be stored of them the grant's basis decides.
type Link struct {
	Form       Form      `json:"form"`
	Vendor     Vendor    `json:"vendor,omitempty"`
	Cloud      string    `json:"cloud,omitempty"`   // "public", "china", "us-government", "emulator", …: which Azure
	Service    string    `json:"service,omitempty"` // "blob", "dfs", "file", "queue", "table", "web", "s3"; of an account SAS that of the host
	Scheme     string    `json:"scheme,omitempty"`  // "https", "http", "" where none was written
	Host       string    `json:"host,omitempty"`    // small letters, with the port if one was written; "" of a bare query
	Account    string    `json:"account,omitempty"`
	Container  string    `json:"container,omitempty"` // container, bucket, share, queue or table
	Object     string    `json:"object,omitempty"`    // blob, file, directory or key
	Reach      Reach     `json:"reach"`
	Services   []string  `json:"services,omitempty"` // of an account SAS: "blob", "file", "queue", "table"
	Rights     []Right   `json:"rights"`             // those that have an effect at this reach, in the order of the constants
	RightsFrom Ground    `json:"rightsFrom"`
	Start      time.Time `json:"start,omitzero"` // zero where none is stated: valid since it was signed
	End        time.Time `json:"end,omitzero"`   // zero where EndIs is "unknown"
	EndIs      EndIs     `json:"endIs"`
	HTTP       bool      `json:"http"`                 // an unencrypted request would be taken
	Addresses  Addresses `json:"addresses"`            // from which requests are taken
	Policy     string    `json:"policy,omitempty"`     // si: the stored access policy
	Encryption string    `json:"encryption,omitempty"` // ses: the encryption scope of what is written
	Signer     string    `json:"signer,omitempty"`     // skoid: the object identifier of whoever asked for the delegation key
	Holder     string    `json:"holder,omitempty"`     // sduoid: the one user who must sign in to use it; "" for anyone
	Temporary  bool      `json:"temporary,omitempty"`  // signed by credentials of a session, which may end before End
	Signature  Signature `json:"signature"`
	// AccessKey is the identifier of the key that signed it: of AWS and its
	// kin, of a service account, of a CloudFront key pair. It names the key that
	// is to be deactivated and is no secret by itself; the shown forms mask it.
	AccessKey string `json:"-"`
	// Parameters are the query's by the vendor's names, with the values that may
	// be shown; "" for one whose value is secret, or not known to be none.
	Parameters map[string]string `json:"parameters,omitempty"`
	Notes      []string          `json:"notes,omitempty"` // what is odd about it; never a value

	path   string // decoded, beginning with '/', or ""
	params params
}

// String returns what [Link.Redacted] does, so that no verb of fmt prints a
// signature.
func (l Link) String() string { return l.Redacted() }

// Format prints l without its signature, whatever the verb.
func (l Link) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, l.Redacted()) }

// LogValue keeps signatures out of logs.
func (l Link) LogValue() slog.Value { return slog.StringValue(l.Redacted()) }

func (l *Link) note(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	for _, n := range l.Notes {
		if n == text {
			return
		}
	}
	l.Notes = append(l.Notes, text)
}
