// A server that speaks as CouchDB does: express-pouchdb over databases in memory.
//
//   node couch.js PORT DIRECTORY
const [port, dir] = process.argv.slice(2);
const app = require('express')();
const PouchDB = require('pouchdb-core')
  .plugin(require('pouchdb-adapter-memory'))
  .plugin(require('pouchdb-adapter-http'))
  .plugin(require('pouchdb-mapreduce'))
  .plugin(require('pouchdb-replication'));

app.use(require('express-pouchdb')(PouchDB.defaults({adapter: 'memory'}), {
  inMemoryConfig: true,
  logPath: dir + '/log.txt',
  overrideMode: {exclude: ['routes/fauxton']},
}));
app.listen(port, '127.0.0.1');
