// Makes messages of Outlook with @tutao/oxmsg, which Tuta's mail client exports
// with, and its compound file writer (SheetJS cfb). All that is in them is invented.
//
//   npm install --prefix /tmp/msg @tutao/oxmsg@0.2.3
//   NODE_PATH=/tmp/msg/node_modules node test/files/msg.mjs
import { createRequire } from "node:module"
import { writeFileSync, readFileSync } from "node:fs"
const require = createRequire(process.env.NODE_PATH + "/")
const { Email, Attachment, CFB } = require("@tutao/oxmsg")

const out = new URL("../../extract/testdata/real/microsoft/", import.meta.url).pathname
const day = new Date("2022-08-01T10:00:00Z")
const utf8 = (s) => new TextEncoder().encode(s)
const text = (id, s) => [{ id, type: 0x1f }, s]

const body = `Hallo Jane,

anbei das Angebot für das Projekt 4711.

Mit freundlichen Grüßen
Jürgen Müller
Contoso GmbH
Tel: +1 555 0100

-----Original Message-----
From: Jane Doe
Sent: Sunday, July 31, 2022

> please send it
`

// A mail as a client writes it that was never sent over the Internet.
function offer() {
  return new Email(false)
    .subject("Angebot für Projekt 4711")
    .sender("j.mueller@contoso.example", "Jürgen Müller")
    .to("jane@fabrikam.example", "Jane Doe").to("john@fabrikam.example", "Smith, John")
    .cc("ops@fabrikam.example", "Operations").bcc("hidden@contoso.example", "Hidden Reader")
    .bodyText(body).bodyHtml("<html><body><p>Hallo Jane,</p><p>anbei das Angebot.</p></body></html>")
    .sentOn(day).receivedOn(day)
    .attach(new Attachment(utf8("name,email,phone\nAda Sample,ada@tailspin.example,+1 555 0117\nBo Example,bo@tailspin.example,+1 555 0118\n"), "Kunden – Liste.csv"))
    .attach(new Attachment(readFileSync(new URL("../../extract/testdata/in/offer.eml", import.meta.url)), "offer.eml"))
}
writeFileSync(out + "offer.msg", offer().msg())

// A mail as it came, with its header, and a body in RTF that hides HTML.
const header = `Received: from mail.contoso.example (192.0.2.7) by mx.fabrikam.example; Mon, 1 Aug 2022 12:00:00 +0200
Message-ID: <4712.abc@contoso.example>
From: =?utf-8?Q?J=C3=BCrgen_M=C3=BCller?= <j.mueller@contoso.example>
To: Jane Doe <jane@fabrikam.example>
Subject: Rich text
Date: Mon, 1 Aug 2022 12:00:00 +0200
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8
`.replaceAll("\n", "\r\n")
const came = new Email(false).subject("Rich text").sender("j.mueller@contoso.example", "Jürgen Müller")
  .to("jane@fabrikam.example", "Jane Doe").bcc("quiet@fabrikam.example", "Quiet One").sentOn(day).headers(header)
came._bodyText = null
came._bodyRtf = String.raw`{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fnil\fcharset204 Arial;}}
{\*\htmltag64 <html>}{\*\htmltag64 <body>}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Call me on +1 555 0121, M\'fcller\htmlrtf\par}\htmlrtf0
{\*\htmltag72 </p>}{\*\htmltag64 <p>}\f1 \'cf\'f0\'e8\'e2\'e5\'f2 \f0 \u8364 ?uro {\*\htmltag84 &nbsp;}{\*\htmltag84 <a href="mailto:sales@contoso.example">}write{\*\htmltag92 </a>}{\*\htmltag72 </p>}
{\*\htmltag64 <table>}{\*\htmltag64 <tr><th>Name</th><th>Email</th></tr>}{\*\htmltag64 <tr><td>}Ada Sample{\*\htmltag72 </td><td>}ada@tailspin.example{\*\htmltag72 </td></tr>}{\*\htmltag72 </table>}{\*\htmltag64 </body>}{\*\htmltag64 </html>}}`
came.bodyRtfCompressed = true
writeFileSync(out + "rich.msg", came.msg())

// A mail within a mail, the way [MS-OXMSG] 2.2.2.2 has it.
const outer = new Email(false).subject("FW: Angebot").sender("jane@fabrikam.example", "Jane Doe").to("legal@fabrikam.example", "Legal").sentOn(day)
  .bodyText("See the attached mail.\n").attach(new Attachment(utf8("x"), "Angebot für Projekt 4711.msg"))
const cfb = CFB.read(Buffer.from(outer.msg()), { type: "buffer" })
const inner = CFB.read(Buffer.from(offer().msg()), { type: "buffer" })
const at = "Root Entry/__attach_version1.0_#00000000/"
CFB.utils.cfb_del(cfb, at + "__substg1.0_37010102")
const props = CFB.find(cfb, at + "__properties_version1.0")
for (let i = 8; i + 16 <= props.content.length; i += 16) {
  const p = Buffer.from(props.content.buffer ?? props.content, props.content.byteOffset ?? 0, props.content.length)
  if (p.readUInt32LE(i) === 0x37010102) { p.writeUInt32LE(0x3701000d, i) }
  if (p.readUInt32LE(i) === 0x37050003) { p.writeUInt32LE(5, i + 8) }
  props.content = p
}
inner.FullPaths.forEach((path, i) => {
  const entry = inner.FileIndex[i], name = path.replace(/^[^/]*\//, "")
  if (entry.type !== 2 || name.startsWith("__nameid") || name.includes("Sh33tJ5")) { return }
  let content = Buffer.from(entry.content)
  if (name === "__properties_version1.0") { content = Buffer.concat([content.subarray(0, 24), content.subarray(32)]) }
  CFB.utils.cfb_add(cfb, at + "__substg1.0_3701000D/" + name, content)
})
writeFileSync(out + "forwarded.msg", CFB.write(cfb, { type: "buffer" }))

// A contact ([MS-OXOCNTC]).
const card = new Email(false).subject("Ada Sample").bodyText("Met at the fair; prefers mail.\n").sentOn(day)
card._messageClass = "IPM.Contact"
for (const [tag, value] of [text(0x3001, "Ada Sample"), text(0x3a06, "Ada"), text(0x3a11, "Sample"), text(0x3a16, "Tailspin Toys"), text(0x3a17, "Head of Purchasing"),
  text(0x3a08, "+1 555 0117"), text(0x3a1c, "+1 555 0118"), text(0x3a29, "1 Example Way"), text(0x3a27, "Springfield"), text(0x3a2a, "00000"), text(0x3a26, "Nowhere")]) {
  card.addProperty(tag, value)
}
const contact = CFB.read(Buffer.from(card.msg()), { type: "buffer" })
// Named properties: Email1EmailAddress of PSETID_Address, and one with a name.
const guid = Buffer.from("0420060000000000c000000000000046", "hex")
const strings = Buffer.from("Loyalty number", "utf16le")
const size = Buffer.alloc(4)
size.writeUInt32LE(strings.length)
const entries = Buffer.alloc(16)
entries.writeUInt32LE(0x8083, 0); entries.writeUInt16LE(3 << 1, 4); entries.writeUInt16LE(0, 6)
entries.writeUInt32LE(0, 8); entries.writeUInt16LE((2 << 1) | 1, 12); entries.writeUInt16LE(1, 14)
for (const [name, data] of [["00020102", guid], ["00030102", entries], ["00040102", Buffer.concat([size, strings, Buffer.alloc(2)])]]) {
  CFB.utils.cfb_del(contact, "Root Entry/__nameid_version1.0/__substg1.0_" + name)
  CFB.utils.cfb_add(contact, "Root Entry/__nameid_version1.0/__substg1.0_" + name, data)
}
CFB.utils.cfb_add(contact, "Root Entry/__substg1.0_8000001F", Buffer.from("ada@tailspin.example", "utf16le"))
CFB.utils.cfb_add(contact, "Root Entry/__substg1.0_8001001F", Buffer.from("LOY-0042", "utf16le"))
writeFileSync(out + "contact.msg", CFB.write(contact, { type: "buffer" }))
