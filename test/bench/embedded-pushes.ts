import { besidePeer, figure, type Pair, post, ROUNDS, type Side } from './embedded-side.ts';
import type { BenchFigure } from './figure.ts';
import { HostWriter } from './host-load.ts';
import { LogWriter } from './log-load.ts';
import { processCpuUs } from './process-cpu.ts';

export const SENDERS = 4;
const SCRAPE_MS = 15_000;
/** 3 h. */
export const SCRAPES = 720;
const LOG_PUSHES = 400;
const MEGABYTE = 1_000_000;

interface Pushed {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

/** 3 h of 32 hosts by remote write, a fifth of it to one side and the other in turns. */
export async function metricPushes(
  sides: { readonly own: Side; readonly peer: Side },
  pid: number,
  endMs: number,
): Promise<readonly BenchFigure[]> {
  const own = hostSender(sides.own, endMs);
  const peer = hostSender(sides.peer, endMs);
  const pairs: Pair[] = [];
  const perCpu: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const theirs = await pushed(pid, () => peer(SCRAPES / ROUNDS));
    const ours = await pushed(pid, () => own(SCRAPES / ROUNDS));
    pairs.push({ own: ours.perSecond, peer: theirs.perSecond });
    perCpu.push(ours.perCpuSecond);
  }
  const taken = besidePeer('embedded: ingest by remote write, 4 senders', 'samples/s', pairs);
  return [
    { ...taken, goal: 'at least 100,000', met: taken.value >= 100_000 },
    figure('embedded: the same for each second of CPU', 'samples/s', perCpu),
  ];
}

/** @returns sends so many scrapes of all hosts; answers the samples */
function hostSender(side: Side, endMs: number): (scrapes: number) => Promise<number> {
  const headers = {
    'content-encoding': 'snappy',
    'content-type': 'application/x-protobuf',
    'x-prometheus-remote-write-version': '0.1.0',
  };
  const writers = Array.from({ length: SENDERS }, (_, at) => new HostWriter(at, SENDERS));
  let first = 0;
  return async (scrapes) => {
    const from = first;
    first += scrapes;
    const sent = await Promise.all(
      writers.map(async (writer) => {
        for (let scrape = from; scrape < from + scrapes; scrape++) {
          const body = writer.next(endMs - (SCRAPES - 1 - scrape) * SCRAPE_MS);
          await post(side, '/api/v1/write', body, headers);
        }
        return writer.series * scrapes;
      }),
    );
    return sum(sent);
  };
}

/** Lines of an access log by Loki's push. */
export async function logPushes(
  side: Side,
  pid: number,
  startNs: bigint,
): Promise<{ readonly megabytes: number; readonly figures: readonly BenchFigure[] }> {
  const headers = { 'content-type': 'application/json' };
  const writers = Array.from({ length: SENDERS }, (_, sender) => new LogWriter(sender, startNs));
  const send = async () => {
    const sent = await Promise.all(
      writers.map(async (writer) => {
        for (let push = 0; push < LOG_PUSHES / ROUNDS; push++) {
          await post(side, '/loki/api/v1/push', writer.next(), headers);
        }
        return (writer.lineBytes * LOG_PUSHES) / ROUNDS;
      }),
    );
    return sum(sent) / MEGABYTE;
  };
  let megabytes = 0;
  const rounds: Pushed[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const measured = await pushed(pid, async () => {
      const sent = await send();
      megabytes += sent;
      return sent;
    });
    rounds.push(measured);
  }
  const rates = rounds.map(({ perSecond }) => perSecond);
  const perCpu = rounds.map(({ perCpuSecond }) => perCpuSecond);
  const taken = figure('embedded: ingest of log lines, 4 senders', 'MB/s', rates);
  return {
    megabytes,
    figures: [
      { ...taken, goal: 'at least 20', met: taken.value >= 20 },
      figure('embedded: the same for each second of CPU', 'MB/s', perCpu),
    ],
  };
}

/** @param send answers how much was sent */
async function pushed(pid: number, send: () => Promise<number>): Promise<Pushed> {
  const startedMs = performance.now();
  const startedUs = processCpuUs(pid);
  const sent = await send();
  return {
    perSecond: sent / ((performance.now() - startedMs) / 1_000),
    perCpuSecond: sent / Math.max(0.01, (processCpuUs(pid) - startedUs) / 1_000_000),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
