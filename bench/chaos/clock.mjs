// Loaded before the program (`--import`): its clock goes as many milliseconds ahead as a file says, and jumps when that changes.
import { readFileSync, watchFile } from 'node:fs';

const file = process.env['CHAOS_CLOCK'] ?? '';
const Actual = Date;
let ahead = 0;
const now = () => Actual.now() + ahead;

watchFile(file, { interval: 200, persistent: false }, () => {
  ahead = Number(readFileSync(file, 'utf8'));
});

globalThis.Date = new Proxy(Actual, {
  construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
  apply: () => new Actual(now()).toString(),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});
