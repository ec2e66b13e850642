// Package scope decides what Hemostat may talk to, and is the only package that
// makes dialers and HTTP transports.
//
// It knows two classes of hosts. Examined hosts hold the data that is examined:
// a [Grant] of the scope file covers each, with a basis, a signature, an end and
// a depth, and a [Transport] made from that grant goes to its one target and
// nowhere else, reading only. Infrastructure hosts (resolver, sign-in, mail,
// queue, proxy) are those that the operator configured by host and port.
//
// Names are resolved here, each address is checked, and the address that was
// checked is the one that is dialled, at the first request, at each redirect and
// at each reconnection. No flag turns any of it off. [Lockdown] makes what would
// go around this package fail.
package scope
