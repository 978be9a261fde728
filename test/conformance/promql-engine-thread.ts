import { compressSnappy } from '../../platform/wire/snappy-block.ts';
import type { EmbeddedAsker } from '../support/embedded-asker.ts';
import { bytesField, varintField } from '../support/remote-write-v2-body.ts';
import { systemAnswerOf } from './prometheus-answer.ts';
import type { LoadedSeries, SystemAnswer, SystemUnderTest } from './promql-engine-system.ts';

/** Bits of a staleness marker. */
const STALE = 0x7ff0000000000002n;
const HEADERS = [
  ['content-type', 'application/x-protobuf'],
  ['content-encoding', 'snappy'],
] as const;
const MAX_SERIES = 500;

/** Stores that are asked over HTTP or as over it: each `clear` goes on as the next tenant. */
export class ThreadSystem implements SystemUnderTest {
  readonly #asker: EmbeddedAsker;
  readonly #tenants: readonly string[];
  #cleared = -1;

  /** @param tenants that hold nothing, as many as the script needs */
  constructor(asker: EmbeddedAsker, tenants: readonly string[]) {
    this.#asker = asker;
    this.#tenants = tenants;
  }

  async clear(): Promise<void> {
    this.#cleared++;
  }

  async load(series: readonly LoadedSeries[]): Promise<void> {
    for (let from = 0; from < series.length; from += MAX_SERIES) {
      const part = series.slice(from, from + MAX_SERIES).map(writtenSeries);
      const body = Buffer.concat(part.map((one) => bytesField(1, one)));
      await this.#asker.push(this.#tenant(), '/api/v1/write', compressSnappy(body), HEADERS);
    }
  }

  instant(query: string, atMs: number): Promise<SystemAnswer> {
    return this.#ask('/api/v1/query', { query, time: seconds(atMs) }, atMs);
  }

  range(query: string, startMs: number, endMs: number, stepMs: number): Promise<SystemAnswer> {
    const span = { start: seconds(startMs), end: seconds(endMs), step: seconds(stepMs) };
    return this.#ask('/api/v1/query_range', { query, ...span }, startMs);
  }

  async #ask(
    path: string,
    form: Readonly<Record<string, string>>,
    atMs: number,
  ): Promise<SystemAnswer> {
    const { body } = await this.#asker.ask(this.#tenant(), path, form);
    const answer = systemAnswerOf(body, atMs);
    if (answer.kind === 'result') return answer;
    return { kind: 'failure', message: answer.message.replace(/^invalid parameter "query": /, '') };
  }

  #tenant(): string {
    const tenant = this.#tenants[this.#cleared];
    if (tenant === undefined) throw new Error('there are fewer tenants than the script clears');
    return tenant;
  }
}

const seconds = (ms: number): string => String(ms / 1000);

function writtenSeries({ labels, times, values, stale }: LoadedSeries): Buffer {
  const text = (field: number, value: string) => bytesField(field, Buffer.from(value));
  const pairs = [...labels].map(([name, value]) =>
    bytesField(1, Buffer.concat([text(1, name), text(2, value)])),
  );
  const samples = Array.from(times, (time, i) => {
    const value = Buffer.alloc(9);
    value[0] = 9; // field 1, 64 bit
    if (stale[i] === 1) value.writeBigUInt64LE(STALE, 1);
    else value.writeDoubleLE(values[i] ?? 0, 1);
    return bytesField(2, Buffer.concat([value, varintField(2, time)]));
  });
  return Buffer.concat([...pairs, ...samples]);
}
