import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'undici';
import { startPrometheus } from '../support/prometheus.ts';
import { startTocsin } from '../support/tocsin-process.ts';
import { readerToken, tenants, twoTenants } from '../support/two-tenants.ts';
import { type BenchFigure, spreadOf } from './figure.ts';

const rounds = 5;
const series = 420;
const points = 11_000;
const stepSeconds = 15;
const sampleSeconds = 240;
const endSeconds = Date.parse('2024-05-01T12:00:00Z') / 1000;
const startSeconds = endSeconds - (points - 1) * stepSeconds;
const mostMib = 32;

/** By how much an answer of 100 MB, of a real Prometheus, makes the service grow while it passes. */
export async function benchMemory(): Promise<readonly BenchFigure[]> {
  const prometheus = await startPrometheus();
  try {
    for (const { namespace } of tenants) await prometheus.writeSeries(seriesOf(namespace));
    const tocsin = await startTocsin({
      config: { log: { level: 'warn' }, ...twoTenants({ prometheusUrl: prometheus.url }) },
    });
    try {
      const [tenant] = tenants;
      const urlFrom = (start: number) => {
        const range = { start: `${start}`, end: `${endSeconds}`, step: `${stepSeconds}` };
        const form = new URLSearchParams({ query: 'bench_large', ...range });
        return `${tocsin.url}/scopes/${tenant.id}/prometheus/api/v1/query_range?${form}`;
      };
      const headers = { authorization: `Bearer ${readerToken(tenant.id)}` };
      // The code that answers is loaded and compiled with the first questions.
      for (const seconds of [60, 600]) await read(urlFrom(endSeconds - seconds), headers);
      const measured: { readonly grownMib: number; readonly answerMb: number }[] = [];
      for (let round = 0; round < rounds; round++) {
        measured.push(await measure(tocsin.pid(), () => read(urlFrom(startSeconds), headers)));
      }
      return figuresOf(measured);
    } finally {
      await tocsin.remove();
    }
  } finally {
    await prometheus.stop();
  }
}

/** With values of many digits, as rates have. */
function seriesOf(namespace: string) {
  const samples = Math.ceil((points * stepSeconds) / sampleSeconds) + 2;
  return Array.from({ length: series }, (_, index) => ({
    labels: { __name__: 'bench_large', namespace, pod: `shop-${index}` },
    samples: Array.from({ length: samples }, (_, at): [number, number] => [
      (startSeconds + (at - 1) * sampleSeconds) * 1000,
      index + (at * 10 + 1) / 10_000,
    ]),
  }));
}

async function read(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const { statusCode, body } = await request(url, { headers });
  let bytes = 0;
  for await (const chunk of body) bytes += (chunk as Buffer).length;
  if (statusCode !== 200) throw new Error(`the large answer: status ${statusCode}`);
  return bytes;
}

async function measure(pid: number, ask: () => Promise<number>) {
  // Sets the peak to what is used now (proc(5), clear_refs).
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const beforeKib = statusKib(pid, 'VmRSS');
  const bytes = await ask();
  return {
    grownMib: (statusKib(pid, 'VmHWM') - beforeKib) / 1024,
    answerMb: bytes / 1_000_000,
  };
}

function statusKib(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  const [, kib] =
    new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ??
    [];
  return Number(kib);
}

function figuresOf(
  measured: readonly { readonly grownMib: number; readonly answerMb: number }[],
): readonly BenchFigure[] {
  const nothing = { peer: null, peerValue: null, ratio: null };
  const size = spreadOf(measured.map(({ answerMb }) => answerMb));
  const grown = spreadOf(measured.map(({ grownMib }) => grownMib));
  return [
    {
      ...nothing,
      name: 'a large range answer: its size',
      value: size.median,
      unit: 'MB',
      goal: null,
      met: null,
      spread: size,
    },
    {
      ...nothing,
      name: 'a large range answer: peak memory growth',
      value: grown.max,
      unit: 'MiB',
      goal: `at most ${mostMib} MiB`,
      met: grown.max <= mostMib,
      spread: grown,
    },
  ];
}
