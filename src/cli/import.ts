import { resolve } from 'node:path';
import type { Log } from '../observe/log.js';
import { waitingFor } from '../run-once.js';
import { printable } from '../text/printable.js';
import { asking } from './asking.js';
import { type Command, say, sayJson, tell, usage } from './command.js';
import { eventPrinter } from './print-events.js';
import { consoleScreen, minutesOf } from './settings.js';

const MINUTES = '5';

/** Articles that a person has saved, read once. */
export const importCommand: Command = {
  name: 'import',
  usage: 'import <path…> [--minutes n] [--json]',
  summary: 'reads saved articles (.md, .txt, .html; files or folders) once',
  description: [
    'Stores the articles, matches them and posts what matches, as the folder feed does.',
    'Hands them to the running Wirewatch when there is one, which then posts them; there is no summary of that.',
    'Exit codes: 0 done, 1 nothing could be read or something is left for the next run, 2 wrong usage.',
  ].join('\n'),
  options: { json: { type: 'boolean' }, minutes: { type: 'string', default: MINUTES } },
  help: {
    '--minutes <n>': `give up waiting for the posts after so long (${MINUTES}); what is left stays for the next run`,
    '--json': 'one JSON object a line, event first',
  },
  async run(flags, args) {
    if (args.length === 0) throw usage('import what? Name files or folders');
    const limitMs = minutesOf(flags) * 60_000;
    const json = flags['json'] === true;
    const report = (log: Log) => eventPrinter(json, log);
    const how = { report, screen: consoleScreen(json), talks: true, works: true };
    return asking(
      flags,
      async (control, own) => {
        const result = await control.importPaths(args.map((path) => resolve(path)));
        const { articles, faults } = result;
        for (const { path, reason } of faults) tell(printable(`${path}: set aside: ${reason}`));
        if (json) sayJson({ event: 'imported', articles, new: result.new, setAside: faults });
        else say(`${result.new} new, ${articles - result.new} known, ${faults.length} set aside`);
        const unread = articles === 0 && faults.length > 0;
        if (own === null) return unread ? 1 : 0;
        const { summary, left } = await own.drain(limitMs, false);
        if (json) sayJson(summary);
        const open = left.items + left.stories + left.alerts;
        if (open > 0) tell(`time is up, ${waitingFor(left, new Date())}: kept for the next run`);
        return unread || open > 0 ? 1 : 0;
      },
      how,
    );
  },
};
