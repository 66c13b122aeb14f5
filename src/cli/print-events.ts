import type { Report, RunEvent } from '../domain/event.js';
import type { Log } from '../observe/log.js';
import { sayJson } from './command.js';

/**
 * What happens, as JSON lines on standard output, or as the few lines of status that an operator needs; in a log that
 * machines read every event is a line.
 */
export function eventPrinter(json: boolean, log: Log): Report {
  return (event) => {
    if (json) sayJson(event);
    else if (log.format === 'json') {
      log.info(event.event, { ...event });
      status(event, { ...log, info: () => {} });
    } else status(event, log);
  };
}

function status(event: RunEvent, log: Log): void {
  if (event.event === 'feed') {
    const next =
      event.nextPollAt === null ? 'not tried again' : `next try ${event.nextPollAt.slice(11, 16)} UTC`;
    for (const fault of event.setAside) log.warn(`feed ${event.feed}: set aside: ${fault}`);
    const isSaid = event.error !== null && event.notice?.includes(event.error) === true;
    if (event.notice !== null) log.warn(`feed ${event.feed} ${event.notice}${isSaid ? `; ${next}` : ''}`);
    if (isSaid) return;
    if (event.error !== null) log.warn(`feed ${event.feed}: ${event.error}; ${next}`);
    else if (event.new > 0) log.info(`feed ${event.feed}: ${event.new} new of ${event.items}`);
  } else if (event.event === 'alert' && event.state === 'parked') {
    log.warn(`alert ${event.alert} for ${event.destination} is parked: ${event.reason ?? 'refused'}`);
  }
}
