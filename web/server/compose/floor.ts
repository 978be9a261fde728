import { join, resolve } from 'node:path';
import { rulesMigration } from '../../../alerting/migration-0001-rules.ts';
import { notifyMigration } from '../../../alerting/migration-0002-notify.ts';
import { rulerMigration } from '../../../alerting/migration-0003-ruler.ts';
import { ruleTemplatesMigration } from '../../../alerting/migration-0004-rule-templates.ts';
import { OwnLogs } from '../../../collector/tail/own-logs.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { systemClock } from '../../../platform/clock/system-clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { createRandomFraction } from '../../../platform/ids/random-fraction.ts';
import { createUlidSource, type IdSource } from '../../../platform/ids/ulid.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import { createLogger, type Logger } from '../../../platform/observe/logger.ts';
import { createMetrics, type Metrics } from '../../../platform/observe/metrics.ts';
import {
  type OutboundMetrics,
  outboundMetrics,
} from '../../../platform/outbound/outbound-metrics.ts';
import { loadKeyRing } from '../../../platform/secrets/key-ring-file.ts';
import { createSecretBox, type SecretBox } from '../../../platform/secrets/secret-box.ts';
import { openSqliteState } from '../../../platform/state/sqlite-state.ts';
import type { State } from '../../../platform/state/state.ts';
import { tenancyMigration } from '../../../platform/tenancy/migration-0001-tenancy.ts';
import type { Config } from '../config.ts';

/** What every other part stands on. */
export interface Floor {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is logged, on its way to the embedded store. */
  readonly ownLogs: OwnLogs;
  readonly metrics: Metrics;
  readonly outboundMetrics: OutboundMetrics;
  /** In [0, 1). */
  readonly random: () => number;
  readonly newId: IdSource;
  readonly secrets: SecretBox;
  readonly state: State & Service;
  readonly version: string;
}

/** What the query plane stands on, in this process or in a worker. */
export interface QueryFloor extends Pick<Floor, 'clock' | 'logger' | 'metrics'> {
  readonly config: Pick<Config, 'queries' | 'logs' | 'limits' | 'rangeCache'>;
}

export interface FloorOptions {
  readonly config: Config;
  readonly version: string;
  /** Called when the process cannot go on. */
  readonly onFatal: (error: Error) => void;
}

/** All schemas, in the order in which they are applied. */
const MIGRATIONS = [
  tenancyMigration,
  rulesMigration,
  notifyMigration,
  rulerMigration,
  ruleTemplatesMigration,
] as const;

/** Opens keys and database and makes what the rooms share. */
export async function openFloor({ config, version, onFatal }: FloorOptions): Promise<Floor> {
  const clock = systemClock;
  const ownLogs = new OwnLogs({ through: process.stdout, clock });
  const logger = createLogger({ level: config.log.level, destination: ownLogs });
  const metrics = createMetrics({ version, withProcessMetrics: true });
  const random = createRandomFraction();
  const folder = resolve(config.data.directory);
  const keyFile =
    config.secrets.keyFile === '' ? join(folder, 'secret.key') : resolve(config.secrets.keyFile);
  const secrets = createSecretBox(
    loadKeyRing({ file: keyFile, environment: process.env.TOCSIN_SECRET_KEY }),
  );
  const file = join(folder, 'tocsin.db');
  const state = await openSqliteState({
    file,
    migrations: MIGRATIONS,
    clock,
    logger,
    metrics,
    onFatal,
  });
  return {
    config,
    clock,
    logger,
    ownLogs,
    metrics,
    outboundMetrics: outboundMetrics(metrics),
    random,
    newId: createUlidSource(clock, random),
    secrets,
    state,
    version,
  };
}

/**
 * Milliseconds of a duration of the configuration.
 * @throws AppError `invalid` for one that the schema lets pass and no number holds: never 0, which
 * would end every session or request at once.
 */
export function durationMs(text: string): number {
  const parsedMs = parseDurationMs(text);
  if (parsedMs !== undefined) return parsedMs;
  throw new AppError(
    'invalid',
    `The configuration holds the duration ${text}; give a shorter one.`,
  );
}
