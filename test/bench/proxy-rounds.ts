import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { inRepository } from '../support/repository.ts';
import type { LoadOrder, LoadRequest, LoadResult } from './load-protocol.ts';
import { processCpuUs } from './process-cpu.ts';

/**
 * One way to ask a question. `pid` is the process whose CPU, with that of its children, is counted;
 * null for none.
 */
export interface LoadTarget {
  readonly name: string;
  readonly origin: string;
  readonly requests: readonly LoadRequest[];
  readonly pid: number | null;
}

/** What one round on one target gave. */
export interface Round {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUsPerRequest: number | null;
}

export interface RoundPlan {
  readonly connections: number;
  readonly rounds: number;
  readonly durationMs: number;
}

/**
 * Measures targets in turns (A B C A B C …), so that whatever else the machine does falls on all
 * of them alike, after one round of warming up that is not counted.
 * @returns the rounds of each target, by its name
 * @throws Error when any request fails
 */
export async function measureInTurns(
  targets: readonly LoadTarget[],
  plan: RoundPlan,
): Promise<ReadonlyMap<string, readonly Round[]>> {
  const generator = fork(inRepository('test/bench/load-generator.ts'), {
    execArgv: ['--import', 'tsx'],
  });
  const rounds = new Map<string, Round[]>(targets.map(({ name }) => [name, []]));
  try {
    for (let turn = 0; turn <= plan.rounds; turn += 1) {
      for (const target of targets) {
        const round = await measure(generator, target, plan);
        if (turn > 0) rounds.get(target.name)?.push(round);
      }
    }
  } finally {
    generator.kill();
  }
  return rounds;
}

async function measure(
  generator: ChildProcess,
  target: LoadTarget,
  { connections, durationMs }: RoundPlan,
): Promise<Round> {
  const { origin, requests, pid } = target;
  const order: LoadOrder = { origin, requests, connections, durationMs };
  const before = pid === null ? 0 : processCpuUs(pid);
  const answered = once(generator, 'message');
  generator.send(order);
  const result = (await answered)[0] as LoadResult;
  if (result.failures > 0) throw new Error(`${target.name}: ${result.failures} requests failed`);
  return {
    requestsPerSecond: (result.requests / result.elapsedMs) * 1000,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    cpuUsPerRequest: pid === null ? null : (processCpuUs(pid) - before) / result.requests,
  };
}
