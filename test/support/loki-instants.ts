/** Why Loki refuses a range, in its words. */
export class LokiRangeError extends Error {}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const BILLION = 1_000_000_000n;

/**
 * The instants, in Unix milliseconds, that Loki 3 answers a metric `query_range` for: with its
 * defaults, and with the start moved down and the end up to multiples of the step, as its query
 * frontend does. Taken from Loki's documentation and sources (pkg/loghttp, pkg/querier/queryrange),
 * and sharing no code with ours. @throws LokiRangeError
 */
export function lokiInstants(form: URLSearchParams, nowMs: number): readonly number[] {
  const nowNs = BigInt(nowMs) * 1_000_000n;
  const endNs = instantNs(form.get('end')) ?? nowNs;
  const sinceNs = BigInt(durationMs(form.get('since') ?? '1h')) * 1_000_000n;
  const startNs = instantNs(form.get('start')) ?? (endNs > nowNs ? nowNs : endNs) - sinceNs;
  if (endNs < startNs) throw new LokiRangeError('end timestamp must not be before start time');
  const step = form.get('step');
  const rangeS = Number(endNs - startNs) / 1e9;
  const stepMs = step === null ? Math.max(Math.floor(rangeS / 250), 1) * 1_000 : durationMs(step);
  const stepNs = BigInt(stepMs) * 1_000_000n;
  if ((endNs - startNs) / stepNs > 11_000n)
    throw new LokiRangeError('exceeded maximum resolution of 11,000 points per timeseries.');
  const instants: number[] = [];
  for (let atNs = startNs - (startNs % stepNs); atNs < endNs + stepNs; atNs += stepNs) {
    instants.push(Number(atNs / 1_000_000n));
    if (atNs >= endNs) break;
  }
  return instants;
}

function instantNs(text: string | null): bigint | undefined {
  if (text === null || text === '') return undefined;
  if (/^\d+$/.test(text)) return BigInt(text) * (text.length <= 10 ? BILLION : 1n);
  const ms = /^\d+\.\d+$/.test(text) ? Math.round(Number(text) * 1_000) : Date.parse(text);
  return BigInt(ms) * 1_000_000n;
}

function durationMs(text: string): number {
  const [, count = '', unit = ''] = /^([\d.]+)(ms|s|m|h)?$/.exec(text) ?? [];
  if (count === '') throw new LokiRangeError(`cannot parse "${text}" to a valid duration`);
  return Math.round(Number(count) * (UNITS_MS[unit] ?? 1_000));
}
