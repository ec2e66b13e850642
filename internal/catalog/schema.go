package catalog

// schema is that of [Version]. Times are Unix nanoseconds, 0 where unknown. Names that
// quote somebody's data are NULL and only their mask and keyed name stay.
const schema = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE targets (
	id         INTEGER PRIMARY KEY,
	target     TEXT    NOT NULL UNIQUE,
	vendor     TEXT    NOT NULL DEFAULT '',
	access     TEXT    NOT NULL DEFAULT '',
	marker     TEXT    NOT NULL DEFAULT '',  -- where the listing goes on
	pages      INTEGER NOT NULL DEFAULT 0,
	listed     INTEGER NOT NULL DEFAULT 0,   -- 1: the listing is complete
	chosen     INTEGER NOT NULL DEFAULT 0,   -- 1: ceilings and samples have been applied
	objects    INTEGER NOT NULL DEFAULT 0,
	bytes      INTEGER NOT NULL DEFAULT 0,
	last_write INTEGER NOT NULL DEFAULT 0,
	first_seen INTEGER NOT NULL DEFAULT 0,
	last_seen  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE rights (                        -- the newest of each verdict by each access: an earlier one is evidence too
	target  INTEGER NOT NULL REFERENCES targets,
	right   TEXT    NOT NULL,
	access  TEXT    NOT NULL,
	verdict TEXT    NOT NULL,
	why     TEXT    NOT NULL,
	status  INTEGER NOT NULL,
	code    TEXT    NOT NULL,
	at      INTEGER NOT NULL,
	PRIMARY KEY (target, right, access, verdict)
) STRICT, WITHOUT ROWID;

CREATE TABLE shards (
	id       INTEGER PRIMARY KEY,
	target   INTEGER NOT NULL REFERENCES targets,
	promise  INTEGER NOT NULL,               -- 0 to 3: what the names promise
	objects  INTEGER NOT NULL,
	bytes    INTEGER NOT NULL,
	done     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX shards_next ON shards (promise DESC, id) WHERE done = 0;

CREATE TABLE objects (
	id       INTEGER PRIMARY KEY,
	target   INTEGER NOT NULL REFERENCES targets,
	shard    INTEGER NOT NULL REFERENCES shards,
	key      BLOB    NOT NULL,               -- keyed name of the object: 16 bytes
	name     BLOB,                           -- NULL: it quotes somebody's data
	mask     TEXT    NOT NULL,
	page     TEXT    NOT NULL DEFAULT '',    -- for a withheld name: the last marker before it that may be stored
	ahead    INTEGER NOT NULL DEFAULT 0,     -- and how many pages further the one is that names it
	version  TEXT    NOT NULL DEFAULT '',
	size     INTEGER NOT NULL,               -- -1: not announced
	etag     TEXT    NOT NULL,
	modified INTEGER NOT NULL,
	promise  INTEGER NOT NULL,
	place    BLOB,                           -- folder and table, see placeBytes; NULL: its name names no table
	state    INTEGER NOT NULL,               -- 0 pending, 1 read, 2 not read for good, 3 to be tried again
	reason   TEXT    NOT NULL DEFAULT '',
	detail   TEXT    NOT NULL DEFAULT '',
	UNIQUE (key, target)
) STRICT;
CREATE INDEX objects_pending ON objects (shard) WHERE state = 0;
CREATE INDEX objects_state ON objects (state, size);
CREATE INDEX objects_not_read ON objects (reason) WHERE state IN (2, 3);

CREATE TABLE contents (
	unit     BLOB    PRIMARY KEY,            -- 16 bytes: the ledger's key
	hash     BLOB    NOT NULL UNIQUE,        -- SHA-256, or the keyed name where the content is an object's name
	size     INTEGER NOT NULL,
	media    TEXT    NOT NULL,
	document TEXT    NOT NULL,
	score    INTEGER NOT NULL,
	why      TEXT    NOT NULL,               -- what speaks for the kind of document: phrases of the rules, never of the text
	dated    INTEGER NOT NULL,               -- its own date, as a mail's or a document's property; 0 unknown
	language TEXT    NOT NULL,               -- of its text, by ISO 639-1; '' where none is told
	total_label TEXT NOT NULL,               -- the word of the rules beside the amount to which it comes; '' where it has none
	total_part  INTEGER NOT NULL,            -- and the place of that mention
	total_at    INTEGER NOT NULL,
	expanded INTEGER NOT NULL,               -- bytes of all members beneath it
	below    INTEGER NOT NULL,               -- levels of members beneath it
	depth    INTEGER NOT NULL,               -- how deep it stood when it was opened
	sketch   BLOB,                           -- of its text, to tell versions of one document; NULL: it has no words
	keyed    INTEGER NOT NULL,               -- 1: the ledger has keys of its rows, 2: and of tables that are named in it
	cut      INTEGER NOT NULL,               -- 1: something beneath was left closed for its depth
	leaf     INTEGER NOT NULL,               -- 1: a document, 0: an archive or a name
	name     INTEGER NOT NULL                -- 1: the name of an object, not a content
) STRICT, WITHOUT ROWID;
CREATE INDEX contents_keyed ON contents (unit) WHERE keyed > 0;

CREATE TABLE members (
	parent BLOB    NOT NULL,
	child  BLOB    NOT NULL,
	n      INTEGER NOT NULL,                 -- how often the parent holds it
	name   TEXT    NOT NULL,                 -- masked, the smallest one
	others TEXT    NOT NULL DEFAULT '[]',    -- further ones, ascending, a JSON array
	dated  INTEGER NOT NULL,                 -- earliest date that the parent gives it, 0 unknown
	places BLOB,                             -- its folders and tables in the parent, see placesBytes
	PRIMARY KEY (parent, child)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_child ON members (child, parent);

CREATE TABLE readings (
	id      INTEGER PRIMARY KEY,
	object  INTEGER NOT NULL REFERENCES objects,
	etag    TEXT    NOT NULL,
	size    INTEGER NOT NULL,
	content BLOB    NOT NULL,
	at      INTEGER NOT NULL,
	UNIQUE (object, etag)
) STRICT;
CREATE INDEX readings_content ON readings (content, object);

CREATE TABLE not_read (
	content BLOB    NOT NULL,                -- unit of the content that holds the part
	ordinal INTEGER NOT NULL,
	way     TEXT    NOT NULL,                -- masked, within the content
	reason  TEXT    NOT NULL,
	bytes   INTEGER NOT NULL,                -- 0 where unknown
	detail  TEXT    NOT NULL,
	member  BLOB,                            -- unit of the member that was opened and not read to its end; else NULL
	PRIMARY KEY (content, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE custody (
	seq   INTEGER PRIMARY KEY,
	line  TEXT NOT NULL,                     -- the entry as it is exported
	hash  TEXT NOT NULL                      -- SHA-256 of the line
) STRICT;

CREATE TABLE decisions (
	seq    INTEGER PRIMARY KEY,
	op     TEXT NOT NULL,
	a      TEXT NOT NULL,
	b      TEXT NOT NULL,
	reason TEXT NOT NULL,
	by     TEXT NOT NULL,
	at     INTEGER NOT NULL
) STRICT;

CREATE TABLE credentials (                   -- what a content tells of the credentials in it
	content BLOB NOT NULL,
	print   BLOB NOT NULL,                   -- fingerprint: 16 bytes
	facts   TEXT NOT NULL,                   -- JSON; names are masks and fingerprints
	PRIMARY KEY (content, print)
) STRICT, WITHOUT ROWID;

CREATE TABLE quoted (                        -- parts of mails that quote what others wrote before
	content BLOB    NOT NULL,
	part    INTEGER NOT NULL,
	PRIMARY KEY (content, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE credential_marks (              -- a person's hand: it only grows
	seq    INTEGER PRIMARY KEY,
	print  BLOB NOT NULL,
	op     TEXT NOT NULL,
	value  TEXT NOT NULL,
	reason TEXT NOT NULL,
	by     TEXT NOT NULL,
	at     INTEGER NOT NULL
) STRICT;

CREATE TABLE figures (
	id     INTEGER PRIMARY KEY CHECK (id = 1),
	digest TEXT    NOT NULL,
	state  TEXT    NOT NULL,                 -- what of the campaign they were made over
	body   BLOB    NOT NULL,
	at     INTEGER NOT NULL
) STRICT;
`
