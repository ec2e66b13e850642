// Package source reads what a provider holds, and nothing else: a [Source]
// lists and opens, and has no way to write, change or delete.
//
// A provider is a subpackage: source/azure, source/s3, source/gcs, source/web,
// source/folder; of servers whose rows, documents and keys are objects source/redis, source/postgres,
// source/mysql, source/mongodb, source/elasticsearch, source/couchdb. Each is handed the
// [net/http.RoundTripper] or [Dialer] that it may use and makes no transport,
// dialer or client of its own, reads no credential from the environment or a
// home folder, calls no metadata service and starts no program. All requests of HTTP
// pass through [ReadOnly], which lets GET and HEAD through and bounds what is
// read of a listing or an error.
//
// Providers try each request once. What is to be done when a connection drops
// or the provider asks to slow down is the same for all of them and stands
// here: [Walk] goes through the pages of a listing, [Stream] reads one object
// to its announced end across dropped connections, [ReaderAt] reads parts of
// it. All three pin an object to its ETag: bytes of two states never mix.
//
//	err := source.Walk(ctx, src, "", func(p source.Page) error {
//		for _, o := range p.Objects {
//			if o.Unreadable != "" {
//				continue
//			}
//			body, err := source.Stream(ctx, src, o, source.RetryPolicy{})
//			…
//		}
//		return save(p.Next) // where a later run goes on
//	})
//
// Names are bytes. What List gives, Open takes, whatever stands in it.
package source
