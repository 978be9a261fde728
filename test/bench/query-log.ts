import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** What questions cost a Prometheus, as it says itself. */
export interface QueryCost {
  readonly requests: number;
  /** Samples that were read to answer. */
  readonly samples: number;
}

/** Reads the query log of a Prometheus while it grows. Questions are in it before their answer comes. */
export class QueryLog {
  readonly #file: string;
  #offset = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** The cost of the questions since this was asked last. */
  take(): QueryCost {
    const lines = this.#grown()
      .split('\n')
      .filter((line) => line !== '');
    const samples = lines.map((line) => {
      const { stats } = JSON.parse(line) as {
        readonly stats: { readonly samples: { readonly totalQueryableSamples: number } };
      };
      return stats.samples.totalQueryableSamples;
    });
    return { requests: lines.length, samples: samples.reduce((sum, one) => sum + one, 0) };
  }

  #grown(): string {
    const file = openSync(this.#file, 'r');
    try {
      const bytes = Buffer.alloc(fstatSync(file).size - this.#offset);
      readSync(file, bytes, 0, bytes.length, this.#offset);
      this.#offset += bytes.length;
      return bytes.toString('utf8');
    } finally {
      closeSync(file);
    }
  }
}
