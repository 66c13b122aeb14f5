import type { Screen } from '../adapters/console/index.js';
import type { Config } from './config/config.js';
import type { LoadResult } from './config/load.js';
import type { Report } from './domain/event.js';
import type { Log } from './observe/log.js';
import type { Roles } from './roles.js';
import type { Engine as Postgres } from './store/embedded/engine.js';

/** What the program is opened with. */
export interface AppOptions {
  readonly config: Config;
  /** Reads the configuration anew, as it would be with these drafts in the place of files. */
  readonly reread: (drafts: ReadonlyMap<string, string>) => Promise<LoadResult>;
  readonly log: Log;
  readonly report: Report;
  readonly screen: Screen;
  readonly now: () => Date;
  /** What of the whole this process does: everything unless told. */
  readonly roles?: Roles;
  /** The embedded Postgres, where its start is under way. */
  readonly postgres?: Promise<Postgres>;
}

/** What accounts are opened with. */
export type AccountOptions = Pick<AppOptions, 'config' | 'log' | 'screen' | 'now'>;
