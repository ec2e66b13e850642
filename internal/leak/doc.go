// Package leak makes a synthetic leak whose truth is known: a container of
// mails, documents, tables, dumps, logs, configurations and archives about
// invented companies. It is what the demo scans, what the benchmarks read, and
// what detection and attribution are measured against.
//
// Everything follows from a seed: equal options give equal bytes on every
// machine, save that compressed formats depend on the compressor's version.
// Nothing is stored. An object is written anew whenever it is asked for, from
// seed and index alone, so that memory stays flat and any object can be had
// without those before it. The order of names is the order of indexes.
//
// # Truth
//
// The generator notes each value at the moment when it writes it ([Event]), and
// [Leak.Truth] counts these notes. No detector has a part in it. What is counted:
//
//   - A mention is one written occurrence in decoded text: after transfer
//     encoding, character set, archive and document format are undone. It counts
//     once for each way that leads to it: a DOCX that is a blob, a member of a zip
//     and an attachment mentions everything three times. Names of objects and
//     members are text too (InName). File names in attachment headers mention nothing.
//   - email: every address written anywhere, the headers From, To and Cc and quoted
//     history included. Canonical form: lower case. True thing: the mailbox, so
//     that a plus-tag and left-out dots are other spellings. Message-IDs, and
//     the password@host of a connection URL, look like addresses and are none.
//   - message: one mail at one way, canonical by its Message-ID header. Header
//     In-Reply-To is no mention. Every twenty-fifth mail is a second copy that
//     differs in a header: equal Message-ID, other bytes.
//   - card, iban, phone: as written; canonical digits, compact form, E.164.
//   - secret: one credential, by sort. A connection string is one secret, its key or
//     password; an AWS key pair is two; a PEM block is one.
//   - person: a name in a structured place: header, signature, column, form, author
//     property, greeting. First and last name in columns of their own are one mention.
//     Canonical form: as written, lower case; so "Doe, Jane" is another
//     spelling of "Jane Doe". True thing: the human being: namesakes are two.
//   - company: a name in a structured place; canonical lower case. True thing: the company.
//   - user: a login, deployment account or customer number in a named place. project: number or name.
//   - domain: a company's website, and a tenant's host at a cloud, which is no
//     company's own. country: a column's value, canonical by ISO code.
//     ip and host: as in logs and configurations; the header Received included for ip.
//   - reference: the number of an invoice, offer or order in the title of its document.
//     amount: a total behind its currency; the prices of a table stand without one.
//   - identifier, health, birth, address, register, bank, vehicle, device, wallet, resource:
//     as written behind their names in an internal comment.
//   - document: a file that is no archive, whole, at one way: blob, member or
//     attachment. A mail is a document and its attachments are documents too.
//     Pictures, drawings, locked and broken files have no text and are no documents:
//     they are counted as not read, by the reason that is true of them.
//
// Mentions, distinct and resolved are exact for email, message, card, iban, secret,
// documents and objects. For the other kinds distinct and resolved are exact for the
// structured places above; a detector may rightly find them elsewhere too.
//
// # Invention
//
// Company domains are ten random letters under the suffix of their country;
// the owner's is under .example. Free-mail addresses have an underscore, which the
// provider never gives out. Telephone numbers come from ranges that regulators reserve
// for fiction, cards from published test numbers, bank codes are zeros, addresses
// of machines are those of RFC 5737. Keys are random bytes in a valid shape.
package leak
