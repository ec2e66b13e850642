package exposure

// A DocumentKind says what a document is.
type DocumentKind string

// The document kinds.
const (
	DocumentUnknown         DocumentKind = ""
	DocumentInvoice         DocumentKind = "invoice"
	DocumentProductOrder    DocumentKind = "product-order"
	DocumentOffer           DocumentKind = "offer"
	DocumentPriceList       DocumentKind = "price-list"
	DocumentSOW             DocumentKind = "statement-of-work"
	DocumentPOE             DocumentKind = "proof-of-execution"
	DocumentPOC             DocumentKind = "proof-of-concept"
	DocumentSigned          DocumentKind = "signed-document"
	DocumentInternalComment DocumentKind = "internal-comment"
	DocumentCustomerList    DocumentKind = "customer-list"
	DocumentCustomerMail    DocumentKind = "mail"
	DocumentSourceCode      DocumentKind = "source-code"
	DocumentNetworkConfig   DocumentKind = "network-configuration"
	DocumentCredentialFile  DocumentKind = "credential-file"
	DocumentDatabaseDump    DocumentKind = "database-dump"
	DocumentLog             DocumentKind = "log"
	DocumentOther           DocumentKind = "other"
)
