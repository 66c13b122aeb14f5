import { resolve } from 'node:path';
import { type Command, say, sayJson, tell, usage } from './command.js';
import { withControl } from './session.js';
import { consoleScreen, mustLoad, openLog } from './settings.js';
import { eventPrinter } from './print-events.js';

const LIMIT_MS = 5 * 60_000;

/** Articles that a person has saved, read once. */
export const importCommand: Command = {
  name: 'import',
  usage: 'import <path…> [--json]',
  summary: 'reads saved articles (.md, .txt, .html; files or folders) once',
  description:
    'Stores the articles, matches them and posts what matches, as the folder feed does.\nHands them to the running Wirewatch when there is one.',
  options: { json: { type: 'boolean' } },
  help: { '--json': 'one JSON object a line, event first' },
  async run(flags, args) {
    if (args.length === 0) throw usage('import what? Name files or folders');
    const { config } = await mustLoad(flags);
    const json = flags['json'] === true;
    const log = openLog(config, false);
    const options = {
      config,
      log,
      report: eventPrinter(json, log),
      screen: consoleScreen(json),
      now: () => new Date(),
    };
    return withControl(options, async (control, own) => {
      const result = await control.importPaths(args.map((path) => resolve(path)));
      for (const { path, reason } of result.faults) tell(`${path}: set aside: ${reason}`);
      const known = result.articles - result.new;
      if (!json) say(`${result.new} new, ${known} known, ${result.faults.length} set aside`);
      if (own) {
        const { summary } = await own.drain(LIMIT_MS, false);
        if (json) sayJson(summary);
      }
      return result.articles === 0 && result.faults.length > 0 ? 1 : 0;
    });
  },
};
