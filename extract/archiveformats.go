package extract

// archives are the archives, packed streams, repositories and databases beside
// those that Go's own library reads.
func archives() []*format {
	return []*format{
		{"7z", "application/x-7z-compressed", 90, sniff7z, read7z, false},
		{"RAR", "application/vnd.rar", 90, sniffRAR, readRAR, true},
		{"ar", "application/x-archive", 90, sniffAr, readAr, false},
		{"cpio", "application/x-cpio", 85, sniffCpio, readCpio, false},
		{"rpm", "application/x-rpm", 90, sniffRPM, readRPM, false},
		{"lz4", "application/x-lz4", 90, sniffLZ4, readLZ4, false},
		{"Snappy", "application/x-snappy-framed", 90, sniffSnappy, readSnappy, true},
		{"lzip", "application/x-lzip", 90, sniffLzip, readLzip, false},
		{"compress", "application/x-compress", 72, sniffCompress, readCompress, false},
		{"lzma", "application/x-lzma", 73, sniffLZMA, readLZMA, false},
		{"cabinet", "application/vnd.ms-cab-compressed", 90, sniffCabinet, readCabinet, false},
		{"ISO 9660", "application/x-iso9660-image", 90, sniffISO, readISO, false},
		{"pg_dump archive", "application/x-pg-dump", 90, sniffPgDump, readPgDump, false},
		{"Redis dump", "application/x-redis-rdb", 90, sniffRedis, readRedis, false},
		{"MongoDB dump", "application/bson", 74, sniffBSON, readBSON, false},
		{"MongoDB archive", "application/x-mongodump", 90, sniffMongoArchive, readMongoArchive, true},
		{"Avro", "application/avro", 90, sniffAvro, readAvro, false},
		{"Parquet", "application/vnd.apache.parquet", 90, sniffParquet, readParquet, false},
		{"Access", "application/x-msaccess", 90, sniffAccess, readAccess, true},
		{"SQL Server database", "application/x-mssql", 85, sniffMSSQL, readMSSQL, true},
		{"SQL Server backup", "application/x-mssql-backup", 85, sniffTape, readMSSQL, true},
		{"SQL Server compressed backup", "application/x-mssql-backup", 90, sniffPackedBackup, readPackedBackup, true},
		{"SQLite", "application/vnd.sqlite3", 90, sniffSQLite, readSQLite, false},
		{"SQLite log", "application/vnd.sqlite3-wal", 90, sniffWAL, readWAL, false},
		{"git pack", "application/x-git-pack", 90, sniffPack, readPack, false},
		{"git object", "application/x-git-object", 90, sniffLoose, readLoose, false},
		{"git bundle", "application/x-git-bundle", 90, sniffBundle, readBundle, false},
		{"git index", "application/x-git-index", 90, sniffGitIndex, readGitIndex, false},
		{"git table", "application/x-git-table", 90, sniffGitTable, readGitTable, false},
		{"zlib", "application/zlib", 71, sniffZlib, readZlib, false},
	}
}
