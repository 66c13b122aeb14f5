/** Readers for what Discord sends: nothing in it is taken for granted. */
export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text under `key`, or null. */
export function textAt(value: unknown, key: string): string | null {
  const found = isJson(value) ? value[key] : null;
  return typeof found === 'string' ? found : null;
}

/** The objects of an array; everything else in it is left out. */
export function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}
