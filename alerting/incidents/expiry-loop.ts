import type { Clock } from '../../platform/clock/clock.ts';
import { createRunningLoop, type RunningLoop } from '../../platform/lifecycle/running-loop.ts';
import type { Logger } from '../../platform/observe/logger.ts';

/** How often open incidents are looked at. */
const EVERY_MS = 5_000;

/** Port: ends what is over (`AlertPipeline.expire`). */
export interface Expirer {
  expire(): Promise<void>;
}

/** The loop that notices that an `endsAt` has passed, and that a sender has fallen silent. */
export function expiryLoop(parts: {
  readonly pipeline: Expirer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}): RunningLoop {
  const { pipeline, clock, logger, random } = parts;
  return createRunningLoop({
    name: 'incident-expiry',
    clock,
    logger,
    random,
    run: async () => {
      await pipeline.expire();
      return EVERY_MS;
    },
  });
}
