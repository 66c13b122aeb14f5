import { configSchema, watchlistSchema } from './schema.js';

/** The two kinds of file, and what stands in for what is missing in one with faults while the rest of it is checked. */

/** The name of a topic whose own can't be read. */
export const UNNAMED = 'unnamed';

export const configShape = {
  schema: configSchema,
  lists: ['feeds', 'accounts', 'destinations', 'permissions'],
  spare: {
    file: { feeds: [{ id: UNNAMED, folder: '.' }], accounts: [], destinations: [] },
    entry: {},
  },
};

export const watchlistShape = {
  schema: watchlistSchema,
  lists: ['topics'],
  spare: { file: { name: UNNAMED, destinations: [] }, entry: { id: UNNAMED, name: UNNAMED } },
};
