import { type BenchFigure, spreadOf } from './figure.ts';
import type { Round } from './proxy-rounds.ts';

/** The rounds of one question at one number of connections. */
export interface ProxyMeasurement {
  readonly label: string;
  readonly connections: number;
  readonly direct: readonly Round[];
  readonly passThrough: readonly Round[];
  readonly tocsin: readonly Round[];
}

type Key = 'requestsPerSecond' | 'p50Ms' | 'p99Ms' | 'cpuUsPerRequest';

const units: readonly (readonly [Key, string, string])[] = [
  ['requestsPerSecond', 'throughput', 'requests/s'],
  ['p50Ms', 'p50', 'ms'],
  ['p99Ms', 'p99', 'ms'],
  ['cpuUsPerRequest', 'CPU', 'µs/request'],
];

const leastShare = 0.75;
const mostAddedMs = 0.12;

/**
 * Figures of direct, pass-through and tocsin, the last compared with the pass-through round by
 * round. With several connections a closed loop's added latency is only its throughput once more.
 */
export function proxyFigures(measurement: ProxyMeasurement): BenchFigure[] {
  const { label, connections, direct, passThrough, tocsin } = measurement;
  const at = `${label}, ${connections} ${connections === 1 ? 'connection' : 'connections'}`;
  const plain = units.flatMap(([key, what, unit]) => [
    ...alone(`${at}: direct ${what}`, values(direct, key), unit),
    ...alone(`${at}: pass-through ${what}`, values(passThrough, key), unit),
    ...compared(`${at}: tocsin ${what}`, tocsin, passThrough, key, unit),
  ]);
  return [...plain, addedLatency(at, tocsin, passThrough)];
}

function values(rounds: readonly Round[], key: Key): number[] {
  return rounds.map((round) => round[key]).filter((value) => value !== null);
}

const nothing = { peer: null, peerValue: null, ratio: null, goal: null, met: null };

function alone(name: string, measured: readonly number[], unit: string): BenchFigure[] {
  if (measured.length === 0) return [];
  const spread = spreadOf(measured);
  return [{ ...nothing, name, value: spread.median, unit, spread }];
}

function compared(
  name: string,
  tocsin: readonly Round[],
  passThrough: readonly Round[],
  key: Key,
  unit: string,
): BenchFigure[] {
  const mine = values(tocsin, key);
  const theirs = values(passThrough, key);
  if (mine.length === 0 || theirs.length === 0) return [];
  const spread = spreadOf(mine);
  const ratio = spreadOf(mine.map((value, round) => value / (theirs[round] ?? Number.NaN))).median;
  const hasGoal = key === 'requestsPerSecond';
  return [
    {
      name,
      value: spread.median,
      unit,
      peer: 'pass-through',
      peerValue: spreadOf(theirs).median,
      ratio,
      goal: hasGoal ? `at least ${leastShare} of the pass-through` : null,
      met: hasGoal ? ratio >= leastShare : null,
      spread,
    },
  ];
}

function addedLatency(
  at: string,
  tocsin: readonly Round[],
  passThrough: readonly Round[],
): BenchFigure {
  const added = tocsin.map(({ p50Ms }, round) => p50Ms - (passThrough[round]?.p50Ms ?? Number.NaN));
  const spread = spreadOf(added);
  return {
    ...nothing,
    name: `${at}: p50 added over the pass-through`,
    value: spread.median,
    unit: 'ms',
    goal: `at most ${mostAddedMs} ms`,
    met: spread.median <= mostAddedMs,
    spread,
  };
}
