import { z } from 'zod';
import { configSchema, watchlistSchema } from './schema.js';

/** JSON Schemas by file name in config/, so that editors complete and check while one types. */
export function jsonSchemas(): Record<string, string> {
  return {
    'wirewatch.schema.json': print('Wirewatch configuration', configSchema),
    'watchlist.schema.json': print('Wirewatch watchlist', watchlistSchema),
  };
}

function print(title: string, schema: z.ZodType): string {
  return `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) }, null, 2)}\n`;
}
