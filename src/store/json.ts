/**
 * JSON that a jsonb column takes: PostgreSQL refuses NUL and lone surrogates, which hostile text brings
 * and cutting a text at an offset can make.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? part.toWellFormed().replaceAll('\0', '') : part,
  );
}
