import type { Config } from './config/config.js';
import { meant } from './config/meant.js';
import type { Topic } from './domain/topic.js';
import type { TopicFault, TopicFields } from './domain/topic-edit.js';
import { parseQuery } from './match/query.js';

const LONGEST_NAME = 200;

/** What is wrong with the fields of a form, each fault at its field. */
export function checkFields(
  { name, query, destinations, priority }: TopicFields,
  names: Pick<Topic, 'aliases' | 'shared'>,
  config: Config,
): TopicFault[] {
  const faults: TopicFault[] = [];
  const complain = (field: keyof TopicFields, message: string, column: number | null = null) =>
    faults.push({ field, column, message });
  if (name !== undefined && name.trim() === '') complain('name', 'is empty: write what readers see');
  if (name !== undefined && name.length > LONGEST_NAME)
    complain('name', `is longer than ${LONGEST_NAME} characters`);
  if (query !== undefined) {
    const parsed = parseQuery(query.replace(/\n/g, ' '), names);
    for (const fault of parsed.ok ? [] : parsed.faults) complain('query', fault.message, fault.column);
  }
  for (const id of destinations ?? []) {
    if (!config.known.includes(id))
      complain('destinations', `there is no destination ${id} (${meant(id, config.known)})`);
  }
  if (priority !== undefined && !['breaking', 'normal', 'low'].includes(priority))
    complain('priority', 'is breaking, normal or low');
  return faults;
}
