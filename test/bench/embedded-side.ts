import type { Pool } from 'undici';
import { type BenchFigure, type Spread, spreadOf } from './figure.ts';

export const PEER = 'Prometheus 2.42';
export const ROUNDS = 5;

/** Where the same is sent to, or asked. */
export interface Side {
  readonly pool: Pool;
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** @throws Error unless it is taken */
export async function post(
  { pool, base, headers }: Side,
  path: string,
  body: Buffer,
  more: Readonly<Record<string, string>>,
): Promise<void> {
  const all = { ...headers, ...more };
  const answer = await pool.request({ method: 'POST', path: `${base}${path}`, headers: all, body });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${text}`);
}

/** @throws Error unless the status is 200 */
export async function get({ pool, base, headers }: Side, path: string): Promise<string> {
  const answer = await pool.request({ method: 'GET', path: `${base}${path}`, headers });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${text}`);
  return text;
}

/** In milliseconds. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** One number, without peer and goal. @param values of its rounds; the median counts */
export function figure(name: string, unit: string, values: readonly number[]): BenchFigure {
  const spread: Spread = spreadOf(values);
  return {
    name,
    value: spread.median,
    unit,
    peer: null,
    peerValue: null,
    ratio: null,
    goal: null,
    met: null,
    spread,
  };
}

/** The same measured on both sides in turns. */
export interface Pair {
  readonly own: number;
  readonly peer: number;
}

/** The median of both, and of the ratios of the pairs. */
export function besidePeer(name: string, unit: string, pairs: readonly Pair[]): BenchFigure {
  return {
    ...figure(
      name,
      unit,
      pairs.map(({ own }) => own),
    ),
    peer: PEER,
    peerValue: spreadOf(pairs.map(({ peer }) => peer)).median,
    ratio: spreadOf(pairs.map(({ own, peer }) => own / peer)).median,
  };
}
