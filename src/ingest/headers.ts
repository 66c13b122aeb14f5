/** Header names in lower case; repeated headers joined with a comma. */
export type Headers = Readonly<Record<string, string>>;

export function flatHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const flat: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}
