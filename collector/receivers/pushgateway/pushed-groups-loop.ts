import type { Clock } from '../../../platform/clock/clock.ts';
import { createRunningLoop, type RunningLoop } from '../../../platform/lifecycle/running-loop.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import type { SampleSink } from '../../model/sample-batch.ts';
import { GroupExposition } from './expose-groups.ts';
import type { KeptGroups } from './kept-groups.ts';

export interface PushedGroupsLoopOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** In [0, 1). */
  readonly random: () => number;
  readonly kept: KeptGroups;
  /** Between two expositions. */
  readonly intervalMs: number;
  /** Null for a tenant that is no more. */
  readonly sinkOf: (tenant: string) => SampleSink | null;
}

/**
 * Reads the groups at the start, exposes them at every interval and writes them to their file when
 * more than pushes changed them; once more at the end.
 */
export function createPushedGroupsLoop(options: PushedGroupsLoopOptions): Service {
  const { clock, logger, kept } = options;
  const exposition = new GroupExposition();
  const run = async (): Promise<number> => {
    const startMs = clock.monotonicMs();
    const nowMs = Math.trunc(clock.nowMs());
    const failures = await exposition.write(kept.groups.all(), nowMs, options.sinkOf);
    for (const [tenant, err] of failures) {
      logger.warn({ tenant, err }, 'pushed groups were not stored this time');
    }
    await kept.save();
    return Math.max(0, options.intervalMs - (clock.monotonicMs() - startMs));
  };
  const { random } = options;
  const loop: RunningLoop = createRunningLoop({
    name: 'pushed-groups',
    run,
    clock,
    logger,
    random,
  });
  return {
    name: loop.name,
    start: async () => {
      await kept.load();
      await loop.start();
    },
    drain: (signal) => loop.drain(signal),
    stop: async () => {
      await loop.stop();
      await kept.save();
    },
  };
}
