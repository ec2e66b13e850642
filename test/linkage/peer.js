// Links the records of a table by talisman (MIT), as its documentation says: blocks of records that
// share a key, within which each two are compared. What it compares and by which weights is ours,
// as the tool leaves that to its user: names by Jaro and Winkler, the rest by equality.
//
//     node peer.js TABLE.csv      prints seconds, and pairs against the column "person"
const fs = require('fs');
const blocking = require('talisman/clustering/blocking');
const jaroWinkler = require('talisman/metrics/jaro-winkler');

const [head, ...lines] = fs.readFileSync(process.argv[2], 'utf8').trim().split('\n').map(line => line.split('\t'));
const records = lines.map(cells => Object.fromEntries(head.map((name, i) => [name, cells[i]])));
const fold = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

const start = process.hrtime.bigint();
for (const r of records) {
  r.name = fold(r.given + ' ' + r.family);
  r.sorted = r.name.split(' ').sort().join(' ');
}
const same = (a, b) => a !== '' && a === b;
const differ = (a, b) => a !== '' && b !== '' && a !== b;
const clusters = blocking({
  blocks: r => [r.mail, r.phone, r.birth && r.birth + r.sorted.slice(0, 2), r.sorted + '|', r.street && r.street + r.postal],
  similarity: (a, b) => {
    const name = Math.max(jaroWinkler(a.name, b.name), jaroWinkler(a.sorted, b.sorted));
    let score = name > 0.97 ? 4 : name > 0.9 ? 2 : name > 0.8 ? 0 : -4;
    score += same(a.mail, b.mail) ? 5 : 0;
    score += same(a.birth, b.birth) ? 4 : differ(a.birth, b.birth) ? -4 : 0;
    score += same(a.phone, b.phone) ? 2 : 0;
    score += same(a.street, b.street) ? 2 : 0;
    return score >= 6;
  },
}, records);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;

const pairs = n => n * (n - 1) / 2;
const count = list => {
  const by = new Map();
  for (const r of list) by.set(r.person, (by.get(r.person) || 0) + 1);
  let sum = 0;
  for (const n of by.values()) sum += pairs(n);
  return sum;
};
let ours = 0, right = 0;
for (const c of clusters) {
  ours += pairs(c.length);
  right += count(c);
}
console.log(JSON.stringify({records: records.length, seconds, precision: right / ours, recall: right / count(records)}));
