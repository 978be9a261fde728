/** One value of a family. */
export interface HostSample {
  readonly labels: readonly (readonly [string, string])[];
  readonly value: number;
}

/** A metric family in node-exporter's name, type and unit. */
export interface HostFamily {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'untyped';
  readonly help: string;
  readonly samples: readonly HostSample[];
}

type Labels = HostSample['labels'];

/** One value without labels, or with them. */
export function sample(value: number, labels: Labels = []): HostSample {
  return { labels, value };
}

export function gauge(name: string, help: string, samples: readonly HostSample[]): HostFamily {
  return { name, type: 'gauge', help, samples };
}

export function counter(name: string, help: string, samples: readonly HostSample[]): HostFamily {
  return { name, type: 'counter', help, samples };
}

export function untyped(name: string, help: string, samples: readonly HostSample[]): HostFamily {
  return { name, type: 'untyped', help, samples };
}

/** Puts samples of many devices together by family, in the order in which families come first. */
export class FamilyTable {
  readonly #families = new Map<string, { family: HostFamily; samples: HostSample[] }>();

  add(family: Omit<HostFamily, 'samples'>, one: HostSample): void {
    const known = this.#families.get(family.name);
    if (known !== undefined) {
      known.samples.push(one);
      return;
    }
    const samples = [one];
    this.#families.set(family.name, { family: { ...family, samples }, samples });
  }

  families(): readonly HostFamily[] {
    return [...this.#families.values()].map(({ family }) => family);
  }
}
