/** The only way to the environment: names are looked up, values never shown. */
export class Environment {
  constructor(private readonly values: Readonly<Record<string, string | undefined>>) {}

  /** An empty value counts as unset: that is how shells and compose files leave things out. */
  get(name: string): string | undefined {
    return this.values[name]?.trim() || undefined;
  }

  /** 1, true, yes, on or their opposites; anything else counts as unset. */
  flag(name: string): boolean | undefined {
    const value = this.get(name)?.toLowerCase() ?? '';
    if (/^(1|true|yes|on)$/.test(value)) return true;
    return /^(0|false|no|off)$/.test(value) ? false : undefined;
  }

  /** A setting as written, or what `$NAME` or `${NAME}` stands for. */
  resolve(setting: string): { ok: true; value: string } | { ok: false; reason: string } {
    const name = /^\$(?:\{([A-Z][A-Z0-9_]*)\}|([A-Z][A-Z0-9_]*))$/.exec(setting);
    if (!name) return { ok: true, value: setting };
    const variable = name[1] ?? name[2] ?? '';
    const value = this.get(variable);
    return value === undefined ? { ok: false, reason: `${variable} is not set` } : { ok: true, value };
  }
}
