import { join } from 'node:path';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { asError } from '../../platform/errors/app-error.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics } from '../../platform/observe/metrics.ts';
import { createOutbound } from '../../platform/outbound/outbound.ts';
import { outboundMetrics } from '../../platform/outbound/outbound-metrics.ts';
import { openSqliteState } from '../../platform/state/sqlite-state.ts';
import { BUCKETS, channelsOf, writeRules } from './notify-child-routes.ts';
import { NOTIFY_MIGRATIONS, openNotifyWorld, type TestAlert } from './notify-world.ts';

/** What the parent asks: to post one alert per rule with each of these numbers, firing or over. */
export interface ChildOrder {
  readonly numbers: readonly number[];
  readonly startsAtMs: number;
  readonly isOver: boolean;
}

/** What the child says: `ready` once, then the numbers of each acknowledged order. */
export type ChildReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'acked'; readonly order: ChildOrder }
  | { readonly kind: 'failed'; readonly message: string };

/** The notifier in a process of its own, to be killed; its state is in the folder. */
async function serve(folder: string, hookUrl: string): Promise<void> {
  const clock = systemClock;
  const logger = createLogger({ level: 'silent' });
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const file = join(folder, 'tocsin.db');
  const state = await openSqliteState({
    file,
    migrations: NOTIFY_MIGRATIONS,
    clock,
    logger,
    metrics,
  });
  const outbound = createOutbound({
    policy: 'tenant',
    allow: ['127.0.0.1'],
    timeoutMs: 5_000,
    maxBytes: 1_024,
    clock,
    metrics: outboundMetrics(metrics),
  });
  const world = await openNotifyWorld({ state, clock, outbound });
  const rules = writeRules(world, await channelsOf(world, hookUrl));
  await world.start();
  const alertsOf = ({ numbers, startsAtMs, isOver }: ChildOrder): readonly TestAlert[] =>
    numbers.flatMap((n) =>
      rules.map((rule) => ({
        rule,
        startsAtMs,
        labels: { n: String(n), bucket: String(n % BUCKETS) },
        ...(isOver ? { endsAtMs: clock.nowMs() } : { endsAtMs: clock.nowMs() + 3_600_000 }),
      })),
    );
  process.on('message', (order: ChildOrder) => {
    world.postAs(alertsOf(order)).then(
      () => report({ kind: 'acked', order }),
      (thrown) => report({ kind: 'failed', message: asError(thrown).message }),
    );
  });
  report({ kind: 'ready' });
}

function report(message: ChildReport): void {
  process.send?.(message);
}

serve(process.argv[2] ?? '', process.argv[3] ?? '').catch((thrown) => {
  report({ kind: 'failed', message: asError(thrown).message });
  process.exitCode = 1;
});
