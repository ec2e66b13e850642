// Package signedlink reads signed links and judges them: shared access
// signatures (SAS) of Azure Storage, pre-signed URLs of Amazon S3 and its
// compatibles, signed URLs of Google Cloud Storage, CloudFront, Alibaba OSS and
// Huawei OBS. Whoever has such a link may do what it says, with no password.
//
// Nothing is asked: [Parse] is a function of the text, [Link.Judge] of the link
// and a moment that is handed in. So a link that was revoked is judged as if it
// were not, limits that an account or bucket sets for itself are not seen, and
// what a stored access policy says is unknown.
//
// # What is taken for what
//
// A service or account SAS ends at se, a user delegation SAS at the earlier of
// se and ske. A SAS that names a stored access policy (si) and no se has no end
// that can be known without asking; no more have its rights without sp. A
// request of version 4 ends its date plus its seconds, a week later at most
// where Amazon, Google or Alibaba serve it; if temporary credentials signed it,
// "at the latest" then. Which operation a pre-signed request does is signed but
// does not stand in the link, unless an SDK wrote x-id: the rights are then
// inferred, and Ground says so.
//
// Of the letters of sp those count that have an effect with sr, or with ss and
// srt: an account SAS without srt=o reads no contents, one without srt=s or c
// lists nothing. A parameter that is given twice is ambiguous: its letters are
// joined, and of its times the one counts that makes the link last longer.
//
// # The score
//
// The score is the sum of these points, 0 to 100. One row of each part counts,
// of power every one that applies; power-add only without
// power-write, and power-marks without either.
//
//	part        code                     points
//	reach       reach-account-services       25  several services of an account
//	            reach-account                22  one service of an account, or all buckets
//	            reach-container              18  a container, bucket, share or distribution
//	            reach-directory              13  a directory, table, range of a table or queue
//	            reach-unknown                12  it does not stand in the link
//	            reach-request                 8  a signed request to a service that stores no objects
//	            reach-object                  6  a blob, snapshot, version, file or object
//	power       power-policy                 20  a stored access policy holds the rights (no other row then)
//	            power-read                   15  read
//	            power-write                  12  write, update, move
//	            power-delete                 10  delete, delete-version, permanent-delete, process
//	            power-add                     8  create, add
//	            power-list                    6  list
//	            power-permissions             2  permissions, ownership
//	            power-marks                   2  tags, filter, immutability, execute
//	time left   time-decade                  18  more than five years
//	            time-years                   16  up to five years
//	            time-year                    13  up to a year
//	            time-unknown                 12  no end in the link
//	            time-month                    9  up to 31 days
//	            time-week                     6  up to 7 days
//	            time-day                      4  up to a day
//	            time-hour                     2  up to an hour
//	revoking    revoke-account-key            6  only by regenerating an account key
//	            revoke-key                    4  only by taking an access key, service account's key or key group away
//	            revoke-keys                   2  by revoking delegation keys, or sessions
//	            revoke-policy                 1  by a stored access policy
//	protocol    protocol-http                 2  unencrypted requests are taken (no spr, or spr=https,http; else written with http)
//	addresses   address-any                   4  no limit, more than 65,536 of them, or a limit that cannot be read
//	            address-wide                  2  more than 256
//	            address-few                   0  256 or fewer
//	holder      holder-signed-in            -12  sduoid: one named user must sign in too
//
// A link that has ended, that begins when it has ended, or whose signature is
// cut has no points: a last reason (expired, never-valid, no-signature) takes
// them away. Critical begins at 70 points, high at 50, medium at 30.
//
// # Secrets
//
// The signature never leaves but by [Link.URL], and hashed by [Link.Key] and
// [Link.Grant], which the caller seals. [Link.Redacted], [Link.Masked], errors,
// notes, JSON and every verb of fmt are without it.
package signedlink
