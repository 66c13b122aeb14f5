interface Job<Owner> {
  owner: Owner | undefined;
  start(): Promise<void>;
}

/** One at a time, first come first served, except that a holder's own jobs go before everyone else's. */
export class EngineQueue<Owner> {
  #holder: Owner | undefined;
  #jobs: Job<Owner>[] = [];
  #busy = false;

  get holder(): Owner | undefined {
    return this.#holder;
  }

  get waiting(): number {
    return this.#jobs.length;
  }

  run<T>(owner: Owner | undefined, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#jobs.push({ owner, start: () => work().then(resolve, reject) });
      void this.#drain();
    });
  }

  hold(owner: Owner): void {
    this.#holder = owner;
  }

  letGo(): void {
    this.#holder = undefined;
    void this.#drain();
  }

  async #drain(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let job = this.#next(); job; job = this.#next()) await job.start();
    this.#busy = false;
  }

  #next(): Job<Owner> | undefined {
    const holder = this.#holder;
    if (holder === undefined) return this.#jobs.shift();
    const index = this.#jobs.findIndex((job) => job.owner === holder);
    return index < 0 ? undefined : this.#jobs.splice(index, 1)[0];
  }
}
