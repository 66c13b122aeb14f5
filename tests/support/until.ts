/** Waits until `condition` gives something else than null, undefined or false, and gives that back. */
export async function until<T>(
  condition: () => T | null | undefined | false,
  what = 'the condition',
): Promise<T> {
  const giveUpAt = performance.now() + 60_000;
  for (;;) {
    const value = condition();
    if (value !== null && value !== undefined && value !== false) return value;
    if (performance.now() > giveUpAt) throw new Error(`${what} did not come true`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
