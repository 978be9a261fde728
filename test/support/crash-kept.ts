import { CRASH_TENANTS, type CrashLab, type CrashTenant, wordOf } from './crash-lab.ts';
import type { CrashFile, CrashSender } from './crash-load.ts';
import { type CrashItem, LATE_BY, lineItem, SLOT_MS, sampleItem } from './crash-pushes.ts';

/** What is wrong with what a service has of what was pushed; nothing of it where all is well. */
export interface KeptFaults {
  /** Acknowledged, and not there. */
  readonly missing: readonly CrashItem[];
  /** There more than once. */
  readonly doubled: readonly CrashItem[];
  /** There, and never sent. */
  readonly unknown: readonly CrashItem[];
  /** How many are there. */
  readonly count: number;
}

type Labels = Readonly<Record<string, string>>;
interface Answer<Row> {
  readonly data: { readonly result: readonly Row[] };
}
interface Samples {
  readonly metric: Labels;
  readonly values: readonly (readonly [number, string])[];
}
interface Lines {
  readonly stream: Labels;
  readonly values: readonly (readonly [string, string])[];
}

const NS_PER_MS = 1_000_000n;
const LINE_LIMIT = 5_000;
const SLOTS_AT_ONCE = 400;

/** Compares the slots from `first` on with what the sender knows. */
export async function keptOf(
  lab: CrashLab,
  sender: CrashSender,
  from: number,
  first: number,
): Promise<KeptFaults> {
  const all = { missing: [], doubled: [], unknown: [], count: 0 } as {
    missing: CrashItem[];
    doubled: CrashItem[];
    unknown: CrashItem[];
    count: number;
  };
  for (let begin = first; begin < sender.sent; begin += SLOTS_AT_ONCE) {
    const end = Math.min(begin + SLOTS_AT_ONCE, sender.sent);
    const found = await itemsIn(lab, sender, from + begin * SLOT_MS, from + end * SLOT_MS);
    const faults = compare(sender, begin, end, found);
    all.missing.push(...faults.missing);
    all.doubled.push(...faults.doubled);
    all.unknown.push(...faults.unknown);
    all.count += found.length;
  }
  return all;
}

function compare(
  sender: CrashSender,
  begin: number,
  end: number,
  found: readonly CrashItem[],
): Omit<KeptFaults, 'count'> {
  const { tenant, protocol, acknowledged, sent } = sender;
  const sure = new Set<CrashItem>();
  const maybe = new Set<CrashItem>();
  for (let slot = begin; slot < end; slot++) {
    const late = slot + LATE_BY;
    for (const item of protocol.inOrder(tenant, slot)) {
      (acknowledged.has(slot) ? sure : maybe).add(item);
    }
    if (late >= sent) continue;
    for (const item of protocol.late(tenant, late)) {
      (acknowledged.has(late) ? sure : maybe).add(item);
    }
  }
  const there = new Set<CrashItem>();
  const doubled = found.filter((item) => there.size === there.add(item).size);
  return {
    missing: [...sure].filter((item) => !there.has(item)),
    doubled,
    unknown: found.filter((item) => !sure.has(item) && !maybe.has(item)),
  };
}

function itemsIn(
  lab: CrashLab,
  { tenant, protocol }: CrashSender,
  fromMs: number,
  toMs: number,
): Promise<readonly CrashItem[]> {
  if (protocol.holds === 'samples') return samplesIn(lab, tenant, protocol.selector, fromMs, toMs);
  const span = [BigInt(fromMs) * NS_PER_MS, BigInt(toMs) * NS_PER_MS] as const;
  return linesIn(lab, tenant, protocol.selector, span);
}

/** A range reaches from behind its begin to its end; samples lie at whole milliseconds. */
async function samplesIn(
  lab: CrashLab,
  tenant: CrashTenant,
  selector: string,
  fromMs: number,
  toMs: number,
): Promise<readonly CrashItem[]> {
  const query = `${selector}[${toMs - fromMs}ms]`;
  const form = new URLSearchParams({ query, time: String((toMs - 1) / 1_000) });
  const path = `/scopes/${tenant}/prometheus/api/v1/query?${form}`;
  const { result } = (await readAs<Samples>(lab, tenant, path)).data;
  return result.flatMap(({ metric, values }) =>
    values.map(([at, value]) => sampleItem(seriesIn(metric), Math.round(at * 1_000), value)),
  );
}

const seriesIn = ({ series = 'a series without a number' }: Labels) => series;

/** All lines of `[from, to)`, in as many answers as it takes. */
async function linesIn(
  lab: CrashLab,
  tenant: CrashTenant,
  query: string,
  [from, to]: readonly [bigint, bigint],
): Promise<readonly CrashItem[]> {
  const form = new URLSearchParams({
    ...{ query, start: String(from), end: String(to) },
    ...{ limit: String(LINE_LIMIT), direction: 'forward' },
  });
  const path = `/scopes/${tenant}/loki/loki/api/v1/query_range?${form}`;
  const { result } = (await readAs<Lines>(lab, tenant, path)).data;
  const found = result.flatMap(({ stream, values }) =>
    values.map(([ns, line]) => lineItem(stream.stream ?? '', BigInt(ns), line)),
  );
  if (found.length < LINE_LIMIT) return found;
  const middle = (from + to) / 2n;
  return [
    ...(await linesIn(lab, tenant, query, [from, middle])),
    ...(await linesIn(lab, tenant, query, [middle, to])),
  ];
}

/** @throws Error when it is refused, or holds a word of another tenant */
async function readAs<Row>(lab: CrashLab, tenant: CrashTenant, path: string): Promise<Answer<Row>> {
  const { status, text } = await lab.send(tenant, path);
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
  for (const other of CRASH_TENANTS) {
    if (other !== tenant && text.includes(wordOf(other))) {
      throw new Error(`${path}: ${tenant} sees ${wordOf(other)}`);
    }
  }
  return JSON.parse(text) as Answer<Row>;
}

/** What of the lines of a file is stored: numbers that are missing, and lines that are there twice. */
export async function fileKept(
  lab: CrashLab,
  { tenant, lines }: CrashFile,
  sinceMs: number,
): Promise<Pick<KeptFaults, 'missing' | 'doubled' | 'unknown'>> {
  const span = [BigInt(sinceMs) * NS_PER_MS, BigInt(Date.now() + 60_000) * NS_PER_MS] as const;
  const found = await linesIn(lab, tenant, '{job="files"}', span);
  const texts = found.map((item) => item.replace(/^ \d+ /, ''));
  const wanted = new Set(Array.from({ length: lines }, (_, n) => `${wordOf(tenant)} file ${n}`));
  const there = new Set<CrashItem>();
  const doubled = texts.filter((text) => there.size === there.add(text).size);
  return {
    missing: [...wanted].filter((text) => !there.has(text)),
    doubled,
    unknown: texts.filter((text) => !wanted.has(text)),
  };
}

/** The instants of a series that the service scrapes of itself, ascending. */
export async function ownScrapes(lab: CrashLab): Promise<readonly number[]> {
  const form = new URLSearchParams({ query: 'up{job="tocsin"}[2h]' });
  const path = `/scopes/_platform@lab/prometheus/api/v1/query?${form}`;
  const { status, text } = await lab.send('_platform', path);
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
  const { result } = (JSON.parse(text) as Answer<Samples>).data;
  if (result.length !== 1) throw new Error(`the service is scraped as ${result.length} series`);
  return (result[0]?.values ?? []).map(([at]) => at);
}
