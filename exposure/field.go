package exposure

// Login reports whether a credential in this field stands beside who or where it signs in.
func (f Field) Login() bool { return f == FieldLogin || f == FieldLoginRow || f == FieldLoginURL }

// A Field is the meaning of the column, key or header in which a mention
// stands. It is a closed list: the name as written may itself quote somebody's
// data, so only its meaning survives a scan.
type Field string

// The fields. The empty field means that nothing is known.
const (
	FieldEmail     Field = "email"
	FieldFrom      Field = "from"
	FieldTo        Field = "to"
	FieldReplyTo   Field = "reply-to"
	FieldSubject   Field = "subject"
	FieldMessageID Field = "message-id"
	FieldDate      Field = "date"
	FieldName      Field = "name"       // a person's full name
	FieldFirstName Field = "first-name" //
	FieldLastName  Field = "last-name"  //
	FieldUser      Field = "user"       // login, account or customer number
	FieldPhone     Field = "phone"      //
	FieldCompany   Field = "company"    // an organisation's name
	FieldDomain    Field = "domain"     //
	FieldCountry   Field = "country"    //
	FieldAddress   Field = "address"    // postal
	FieldProject   Field = "project"    // identifier or name
	FieldCard      Field = "card"       //
	FieldIBAN      Field = "iban"       //
	FieldPassword  Field = "password"   //
	FieldSecret    Field = "secret"     // key, token, connection string
	FieldHost      Field = "host"       //
	FieldIP        Field = "ip"         //
	FieldAuthor    Field = "author"     // a document's property
	FieldSignature Field = "signature"  // the closing block of a mail or letter
	FieldNumber    Field = "number"     // an identifier or code with a rule of its own: see [Kind]
	FieldHealth    Field = "health"     // what ails somebody, as a code or in words
	FieldReference Field = "reference"  // number of an order, invoice, contract or ticket
	FieldTotal     Field = "total"      // what a document comes to: an amount beside a word for it
	FieldFileName  Field = "file-name"  // the name of the object or member itself
	FieldLogin     Field = "login"      // a password right behind the address that signs in with it
	FieldLoginRow  Field = "login-row"  // a password in the row of a table, in a column for such
	FieldLoginURL  Field = "login-url"  // a password in a URL, before the public host where it signs in
	FieldKeeper    Field = "keeper"     // an address of who looks after what a row is about: its owner, who answers for it, who is told of it
	FieldContact   Field = "contact"    // an address of whom a firm names as its contact: the row is the firm's, and need not be theirs who signs in
	FieldBeside    Field = "beside"     // an address of somebody else in a row, or under a name that does not say that it signs in; the name of a firm that the row is not about
	FieldImage     Field = "image"      // seen in a picture, where no other field is known
)
