package exposure

// A DocumentKind says what a document is.
type DocumentKind string

// The document kinds.
const (
	DocumentUnknown         DocumentKind = ""
	DocumentInvoice         DocumentKind = "invoice"
	DocumentCreditNote      DocumentKind = "credit-note"
	DocumentProductOrder    DocumentKind = "product-order" // a purchase order, or its confirmation
	DocumentOffer           DocumentKind = "offer"
	DocumentPriceList       DocumentKind = "price-list"
	DocumentStockList       DocumentKind = "stock-list"
	DocumentContract        DocumentKind = "contract"
	DocumentNDA             DocumentKind = "nda"
	DocumentSOW             DocumentKind = "statement-of-work"
	DocumentPOE             DocumentKind = "proof-of-execution"
	DocumentPOC             DocumentKind = "proof-of-concept"
	DocumentProjectPlan     DocumentKind = "project-plan"
	DocumentStatusReport    DocumentKind = "status-report"
	DocumentSigned          DocumentKind = "signed-document"
	DocumentInternalComment DocumentKind = "internal-comment"
	DocumentSalesStrategy   DocumentKind = "sales-strategy"
	DocumentPartnerRecord   DocumentKind = "partner-record"
	DocumentCustomerList    DocumentKind = "customer-list"
	DocumentSupportTicket   DocumentKind = "support-ticket"
	DocumentCustomerMail    DocumentKind = "mail"
	DocumentPayslip         DocumentKind = "payslip"
	DocumentCV              DocumentKind = "cv"
	DocumentIdentity        DocumentKind = "identity-document"
	DocumentMedical         DocumentKind = "medical"
	DocumentBankStatement   DocumentKind = "bank-statement"
	DocumentSourceCode      DocumentKind = "source-code"
	DocumentNetworkConfig   DocumentKind = "network-configuration"
	DocumentCredentialFile  DocumentKind = "credential-file"
	DocumentDatabaseDump    DocumentKind = "database-dump"
	DocumentLog             DocumentKind = "log"
	DocumentOther           DocumentKind = "other"
)
