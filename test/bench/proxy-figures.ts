import { type BenchFigure, spreadOf } from './figure.ts';
import type { Round } from './proxy-rounds.ts';

/** Which question was asked, over how many connections. */
export interface Asked {
  readonly label: string;
  readonly connections: number;
}

type Key = 'requestsPerSecond' | 'p50Ms' | 'p99Ms' | 'cpuUsPerRequest';

const units: readonly (readonly [Key, string, string])[] = [
  ['requestsPerSecond', 'throughput', 'requests/s'],
  ['p50Ms', 'p50', 'ms'],
  ['p99Ms', 'p99', 'ms'],
  ['cpuUsPerRequest', 'CPU', 'µs/request'],
];

/** Least share of the pass-through's throughput, by connections. */
const leastShare: Readonly<Record<number, number>> = { 1: 0.85, 16: 0.9 };
const mostAddedMs = 0.06;

const nothing = { peer: null, peerValue: null, ratio: null, goal: null, met: null };

/** Figures of one way by itself; none for one that was not measured. */
export function plainFigures(asked: Asked, way: string, rounds: readonly Round[]): BenchFigure[] {
  return units.flatMap(([key, what, unit]) => {
    const measured = values(rounds, key);
    if (measured.length === 0) return [];
    const spread = spreadOf(measured);
    const name = `${at(asked)}: ${way} ${what}`;
    return [{ ...nothing, name, value: spread.median, unit, spread }];
  });
}

/**
 * Figures of tocsin, compared with the pass-through round by round. With several connections a
 * closed loop's added latency is only its throughput once more.
 */
export function proxyFigures(
  asked: Asked,
  way: string,
  rounds: readonly Round[],
  passThrough: readonly Round[],
): BenchFigure[] {
  const least = leastShare[asked.connections];
  const figures = units.flatMap(([key, what, unit]) =>
    compared({ asked, name: `${way} ${what}`, unit, key }, 'pass-through', rounds, passThrough),
  );
  return [
    ...figures.map((figure) =>
      figure.unit === 'requests/s' && least !== undefined
        ? withGoal(figure, `at least ${least} of the pass-through`, (ratio) => ratio >= least)
        : figure,
    ),
    addedLatency(asked, rounds, passThrough, least !== undefined),
  ];
}

/** Figures of answers from the cache, compared with asking directly. */
export function cachedFigures(
  asked: Asked,
  cached: readonly Round[],
  direct: readonly Round[],
): BenchFigure[] {
  return units.flatMap(([key, what, unit]) => {
    const name = `tocsin from the cache ${what}`;
    const figures = compared({ asked, name, unit, key }, 'direct', cached, direct);
    if (key !== 'p50Ms') return figures;
    return figures.map((one) => withGoal(one, 'faster than direct', (ratio) => ratio < 1));
  });
}

interface Compared {
  readonly asked: Asked;
  readonly name: string;
  readonly unit: string;
  readonly key: Key;
}

function compared(
  { asked, name, unit, key }: Compared,
  peer: string,
  rounds: readonly Round[],
  peerRounds: readonly Round[],
): BenchFigure[] {
  const mine = values(rounds, key);
  const theirs = values(peerRounds, key);
  if (mine.length === 0) return [];
  const spread = spreadOf(mine);
  const figure = { ...nothing, name: `${at(asked)}: ${name}`, value: spread.median, unit, spread };
  if (theirs.length === 0) return [figure];
  const ratio = spreadOf(mine.map((value, round) => value / (theirs[round] ?? Number.NaN))).median;
  return [{ ...figure, peer, peerValue: spreadOf(theirs).median, ratio }];
}

function withGoal(
  figure: BenchFigure,
  goal: string,
  isMet: (ratio: number) => boolean,
): BenchFigure {
  return { ...figure, goal, met: figure.ratio !== null && isMet(figure.ratio) };
}

function addedLatency(
  asked: Asked,
  rounds: readonly Round[],
  passThrough: readonly Round[],
  hasGoal: boolean,
): BenchFigure {
  const added = rounds.map(({ p50Ms }, round) => p50Ms - (passThrough[round]?.p50Ms ?? Number.NaN));
  const spread = spreadOf(added);
  return {
    ...nothing,
    name: `${at(asked)}: p50 added over the pass-through`,
    value: spread.median,
    unit: 'ms',
    goal: hasGoal ? `at most ${mostAddedMs} ms` : null,
    met: hasGoal ? spread.median <= mostAddedMs : null,
    spread,
  };
}

function values(rounds: readonly Round[], key: Key): number[] {
  return rounds.map((round) => round[key]).filter((value) => value !== null);
}

function at({ label, connections }: Asked): string {
  return `${label}, ${connections} ${connections === 1 ? 'connection' : 'connections'}`;
}
