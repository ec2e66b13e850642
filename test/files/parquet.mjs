// Writes Parquet files with DuckDB, Arrow's Rust library, hyparquet-writer and
// parquetjs; see data.sh. The one argument is the folder to write to.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { DuckDBInstance } from '@duckdb/node-api';
const require = createRequire(import.meta.url);
const out = process.argv[2];

const db = await (await DuckDBInstance.create(':memory:')).connect();
const run = sql => db.run(sql);
await run("SET TimeZone='UTC'");
await run(`CREATE TABLE customers AS SELECT * FROM (VALUES
  (1::BIGINT, 'Jane Doe', 'jane.doe@contoso.example', ['+1 555 0100', '+1 555 0101'], {'name': 'Contoso Ltd', 'address': {'city': 'Berlin', 'zip': '10115'}},
   MAP {'manager': 'erika@fabrikam.example', 'mobile': '+44 7700 900123'}, 1234.50::DECIMAL(9,2), DATE '2022-08-01', TIME '12:30:05.007', TIMESTAMP '2022-08-01 12:00:00.123456',
   TIMESTAMPTZ '2022-08-01 12:00:00+00', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::UUID, 1e30::DOUBLE, 0.25::FLOAT, true, 'GOLD', NULL::BLOB,
   [{'no': 'A-1', 'mail': 'first@fabrikam.example'}, {'no': 'A-2', 'mail': 'second@fabrikam.example'}], [['a', 'b'], [], ['c']], 12345678901234567890123.456::DECIMAL(38,3), 250::UTINYINT, INTERVAL '1 month 2 days 3 seconds', '{"x": 1}'::JSON),
  (-2, 'Ana Núñez', NULL, [], NULL, MAP {}, -0.05, DATE '1969-12-31', NULL, TIMESTAMP '1969-12-31 23:59:59.9', NULL, NULL, -0.5, 'nan', false, 'SILVER',
   '\\x00\\x11\\x22\\xFF'::BLOB, [], [], -0.001, 0, NULL, NULL),
  (9223372036854775807, '山田 太郎 😀', 'taro@fabrikam.example', ['+44 7700 900124', NULL], {'name': NULL, 'address': NULL},
   MAP {'manager': NULL}, NULL, DATE '9999-12-31', TIME '23:59:59.999999', NULL, TIMESTAMPTZ '2022-08-01 12:00:00.000001+02', NULL, 'inf', NULL, NULL, 'GOLD',
   NULL, NULL, NULL, NULL, NULL, INTERVAL '1 year', NULL)
  ) t(id, name, email, phones, company, attributes, balance, since, "at", seen, zoned, uid, score, ratio, active, tier, "key", orders, matrix, large, small, term, doc)`);
const copy = (from, name, options) => run(`COPY (${from}) TO '${out}/${name}.parquet' (FORMAT parquet, ${options})`);
for (const codec of ['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'])
  await copy('FROM customers', 'duckdb-' + codec, `COMPRESSION ${codec}, PARQUET_VERSION ${codec === 'zstd' || codec === 'uncompressed' ? 'V2' : 'V1'}, KV_METADATA {exported_by: 'hal@contoso.example'}`);
// Dictionaries, deltas, split bytes; several row groups; nulls between.
const many = `SELECT i AS id, 'user' || (i % 40) || '@fabrikam.example' AS email, CASE WHEN i % 3 = 0 THEN NULL ELSE '+1 555 01' || lpad((i % 100)::VARCHAR, 2, '0') END AS phone,
  i * 0.5 AS amount, DATE '2022-01-01' + (i // 10)::INT AS day, i % 7 = 0 AS vip, 'note of row ' || i || repeat(' and more', (i % 5)::INT) AS note FROM range(2500) r(i)`;
for (const version of ['V1', 'V2'])
  await copy(`SELECT id, email, vip FROM (${many}) WHERE id < 2100`, 'groups-' + version.toLowerCase(), `COMPRESSION zstd, ROW_GROUP_SIZE 2048, PARQUET_VERSION ${version}`);
await run("SET force_mbedtls_unsafe='true'"); // the data are no secret
await run("PRAGMA add_parquet_key('k', '0123456789abcdef')");
await copy('SELECT 1 AS id, \'jane.doe@contoso.example\' AS mail', 'encrypted', "ENCRYPTION_CONFIG {footer_key: 'k'}");

// Arrow's Rust library, by way of an Arrow stream that DuckDB does not write: a small
// table is read from Parquet and written again with other encodings.
const wasm = require('parquet-wasm/node');
fs.rmSync('flat.parquet', { force: true });
await run(`COPY (SELECT id::INT AS id, email, phone, amount::DOUBLE AS amount, vip, note FROM (${many}) WHERE id < 300) TO 'flat.parquet' (FORMAT parquet)`);
for (const [name, encoding, codec] of [['delta', 'DELTA_BYTE_ARRAY', 'LZ4_RAW'], ['lengths', 'DELTA_LENGTH_BYTE_ARRAY', 'SNAPPY'], ['plain', 'PLAIN', 'BROTLI']]) {
  const table = wasm.readParquet(fs.readFileSync('flat.parquet'));
  let b = new wasm.WriterPropertiesBuilder().setDictionaryEnabled(false).setDataPageSizeLimit(2048).setMaxRowGroupSize(200).setCompression(wasm.Compression[codec]);
  for (const c of ['email', 'phone', 'note']) b = b.setColumnEncoding(c, wasm.Encoding[encoding]);
  if (name === 'delta') b = b.setColumnEncoding('id', wasm.Encoding.DELTA_BINARY_PACKED).setColumnEncoding('vip', wasm.Encoding.RLE).setWriterVersion?.(1) ?? b;
  fs.writeFileSync(`${out}/arrow-${name}.parquet`, wasm.writeParquet(table, b.build()));
}

const { parquetWriteFile } = await import('hyparquet-writer');
const rows = [...Array(40).keys()];
parquetWriteFile({ filename: out + '/hyparquet.parquet', rowGroupSize: 25, columnData: [
  { name: 'email', data: rows.map(i => `user${i}@fabrikam.example`), type: 'STRING', encoding: 'DELTA_LENGTH_BYTE_ARRAY' },
  { name: 'amount', data: rows.map(i => i / 4), type: 'DOUBLE', encoding: 'BYTE_STREAM_SPLIT' },
  { name: 'count', data: rows.map(i => i * i), type: 'INT32', encoding: 'DELTA_BINARY_PACKED' },
  { name: 'half', data: rows.map(i => i / 2), type: 'FLOAT16' },
  { name: 'seen', data: rows.map(i => new Date(1659355200000 + i)), type: 'TIMESTAMP' },
  { name: 'flag', data: rows.map(i => i % 4 === 0), type: 'BOOLEAN', encoding: 'RLE' },
] });

const pq = require('@dsnp/parquetjs');
for (const [name, v2] of [['parquetjs-v1', false], ['parquetjs-v2', true]]) {
  const schema = new pq.ParquetSchema({
    name: { type: 'UTF8', compression: 'GZIP' }, email: { type: 'UTF8', optional: true, compression: 'SNAPPY' }, count: { type: 'INT32' },
    contacts: { repeated: true, fields: { kind: { type: 'UTF8' }, phone: { type: 'UTF8', repeated: true } } }, since: { type: 'DATE' }, vip: { type: 'BOOLEAN' },
  });
  const w = await pq.ParquetWriter.openFile(schema, `${out}/${name}.parquet`, { useDataPageV2: v2 });
  w.setMetadata('owner', 'hal@contoso.example');
  await w.appendRow({ name: 'Jane Doe', email: 'jane.doe@contoso.example', count: 3, contacts: [{ kind: 'work', phone: ['+1 555 0100', '+1 555 0101'] }, { kind: 'home', phone: ['+44 7700 900123'] }], since: new Date('2022-08-01'), vip: true });
  await w.appendRow({ name: 'Ana Núñez', count: -1, contacts: [], since: new Date('1969-12-31'), vip: false });
  await w.appendRow({ name: '山田 太郎', email: 'taro@fabrikam.example', count: 7, contacts: [{ kind: 'none' }], since: new Date('2022-08-01'), vip: true });
  await w.close();
}
