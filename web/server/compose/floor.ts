import { join, resolve } from 'node:path';
import { ALERTING_MIGRATIONS } from '../../../alerting/migrations.ts';
import { flowsMigration } from '../../../collector/flows/store/migration-flows.ts';
import { monitorsMigration } from '../../../collector/migration-0001-monitors.ts';
import { OwnLogs } from '../../../collector/tail/own-logs.ts';
import { DASHBOARD_MIGRATIONS } from '../../../dashboards/migrations.ts';
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
import { checkKey } from '../../../platform/secrets/check-key.ts';
import { loadKeyRing } from '../../../platform/secrets/key-ring-file.ts';
import { keyCheckMigration } from '../../../platform/secrets/migration-key-check.ts';
import { createSecretBox, type SecretBox } from '../../../platform/secrets/secret-box.ts';
import {
  openPostgresState,
  type PostgresStateOptions,
} from '../../../platform/state/postgres-state.ts';
import { openSqliteState } from '../../../platform/state/sqlite-state.ts';
import type { State } from '../../../platform/state/state.ts';
import { tenancyMigration } from '../../../platform/tenancy/migration-0001-tenancy.ts';
import { clusterKubernetesMigration } from '../../../platform/tenancy/migration-0002-cluster-kubernetes.ts';
import { databaseUrlOf } from '../check-config.ts';
import type { Config } from '../config.ts';
import type { MemberSeat } from '../members/member-seat.ts';

/** What a process has before it has a database. */
export interface Ground {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is logged, on its way to the embedded store. */
  readonly ownLogs: OwnLogs;
  /** In [0, 1). */
  readonly random: () => number;
  readonly newId: IdSource;
  readonly secrets: SecretBox;
  readonly version: string;
  /** Of this process among those on a database. */
  readonly member: string;
}

/** What every other part stands on. */
export interface Floor extends Ground {
  readonly metrics: Metrics;
  readonly outboundMetrics: OutboundMetrics;
  readonly state: State & Service;
  /** Among the processes on the database; null: there is only this one. */
  readonly seat: MemberSeat | null;
  /** Counts the owners of the database; 0 for a file. */
  readonly epoch: number;
}

/** What the query plane stands on, in this process or in a worker. */
export interface QueryFloor extends Pick<Floor, 'clock' | 'logger' | 'metrics'> {
  readonly config: Pick<Config, 'queries' | 'logs' | 'limits' | 'rangeCache'>;
}

export interface FloorOptions extends Pick<PostgresStateOptions, 'onStandBy' | 'closing'> {
  readonly ground: Ground;
  readonly seat?: MemberSeat;
  /** Called when the process cannot go on. */
  readonly onFatal: (error: Error) => void;
  /** While another process owns the PostgreSQL database (wait); a file is always refused then. */
  readonly otherOwner?: 'wait' | 'refuse';
}

/** All schemas, in the order in which they are applied. */
export const MIGRATIONS = [
  tenancyMigration,
  clusterKubernetesMigration,
  ...ALERTING_MIGRATIONS,
  monitorsMigration,
  flowsMigration,
  ...DASHBOARD_MIGRATIONS,
  keyCheckMigration,
] as const;

/** Opens the keys. */
export function openGround(config: Config, version: string): Ground {
  const clock = systemClock;
  const ownLogs = new OwnLogs({ through: process.stdout, clock });
  const logger = createLogger({ level: config.log.level, destination: ownLogs });
  const random = createRandomFraction();
  const folder = resolve(config.data.directory);
  const keyFile =
    config.secrets.keyFile === '' ? join(folder, 'secret.key') : resolve(config.secrets.keyFile);
  const secrets = createSecretBox(
    loadKeyRing({ file: keyFile, environment: process.env.TOCSIN_SECRET_KEY }),
  );
  const newId = createUlidSource(clock, random);
  return { config, clock, logger, ownLogs, random, newId, secrets, version, member: newId() };
}

/** Opens the database and makes what the rooms share. */
export async function openFloor(options: FloorOptions): Promise<Floor> {
  const { ground, onFatal, seat = null, otherOwner = 'wait', ...waiting } = options;
  const { config, clock, logger, member, version } = ground;
  const metrics = createMetrics({ version, withProcessMetrics: true });
  const shared = { clock, logger, metrics, onFatal, member, alone: otherOwner, ...waiting };
  const { state, epoch } = await openState(config, shared);
  await refuseOtherKey(state, ground.secrets);
  return { ...ground, metrics, outboundMetrics: outboundMetrics(metrics), state, seat, epoch };
}

/** A file lies beside its key; a database does not. */
async function refuseOtherKey(state: State & Service, secrets: SecretBox): Promise<void> {
  if (state.dialect === 'sqlite') return;
  try {
    await checkKey(state, secrets);
  } catch (thrown) {
    await state.stop();
    throw thrown;
  }
}

type StateMates = Omit<PostgresStateOptions, 'url' | 'migrations' | 'limits'>;

/** On PostgreSQL where an address is configured, otherwise in a file of the data folder. */
async function openState(
  config: Config,
  mates: StateMates,
): Promise<{ readonly state: State & Service; readonly epoch: number }> {
  const url = databaseUrlOf(config);
  if (url !== null) return await openPostgresState({ url, migrations: MIGRATIONS, ...mates });
  const file = join(resolve(config.data.directory), 'tocsin.db');
  return { state: await openSqliteState({ file, migrations: MIGRATIONS, ...mates }), epoch: 0 };
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
