/** Failures within the window after which an endpoint is left alone for as long. */
const MOST = 5;
const WINDOW_MS = 10 * 60_000;

/** Leaves an endpoint alone that fails again and again, so that nothing waits for it. */
export function createBreaker(now: () => Date) {
  let failures: number[] = [];
  let openUntil = 0;
  let last = '';
  return {
    /** Why it is left alone; null when it is not. */
    whyOpen(): string | null {
      if (now().getTime() >= openUntil) return null;
      const until = new Date(openUntil).toISOString().slice(11, 16);
      return `left alone until ${until} UTC after ${MOST} failures: ${last}`;
    },
    /** What came of a call: why it failed; null when it did not. */
    note(failure: string | null): void {
      const at = now().getTime();
      failures = failure === null ? [] : [...failures.filter((time) => at - time < WINDOW_MS), at];
      if (failure === null) return;
      last = failure;
      if (failures.length < MOST) return;
      openUntil = at + WINDOW_MS;
      failures = [];
    },
  };
}
