import { KeptAlerts } from '../../../alerting/ruler/kept-alerts.ts';
import { Ruler } from '../../../alerting/ruler/ruler.ts';
import { DEFAULT_RULER_SETTINGS } from '../../../alerting/ruler/ruler-parts.ts';
import { RulerMember } from '../../../alerting/ruler/shared/ruler-member.ts';
import { AppError, asError } from '../../../platform/errors/app-error.ts';
import { createRunningLoop } from '../../../platform/lifecycle/running-loop.ts';
import type { Service } from '../../../platform/lifecycle/service.ts';
import { createMetrics, type Metrics } from '../../../platform/observe/metrics.ts';
import { checkKey } from '../../../platform/secrets/check-key.ts';
import { openPostgresState } from '../../../platform/state/postgres-state.ts';
import type { State } from '../../../platform/state/state.ts';
import { DirectoryStore } from '../../../platform/tenancy/directory-store.ts';
import { tenancySql } from '../../../platform/tenancy/tenancy-context.ts';
import type { Upstream } from '../../../queries/upstream/upstream.ts';
import type { MemberSeat } from '../members/member-seat.ts';
import { OwnerClient } from '../members/owner-client.ts';
import { askOwner } from '../members/ruler-calls.ts';
import { type Ground, MIGRATIONS } from './floor.ts';
import { askBackends, ruleTemplates } from './ruler.ts';
import { composeUpstream } from './upstream.ts';

export interface RulerShareOptions {
  readonly ground: Ground;
  /** Of the database. */
  readonly url: string;
  readonly seat: Pick<MemberSeat, 'membership' | 'client' | 'program'>;
  readonly metrics: Metrics;
  /** Called for keys that are not those of the database. */
  readonly onFatal: (error: Error) => void;
}

const TRY_AGAIN_MS = 2_000;

/**
 * The rules that fall to a process that stands by. It begins when there is an owner, who has brought the
 * schema up to date, and tries again for as long as that is not the schema of this program.
 */
export function composeRulerShare(options: RulerShareOptions): Service {
  const { clock, logger, random } = options.ground;
  let open: Service | null = null;
  let isSaid = false;
  const opening = createRunningLoop({
    name: 'ruler',
    run: async () => {
      if (open !== null || options.seat.membership.owner() === null) return TRY_AGAIN_MS / 4;
      open = await openShare(options).catch((thrown: unknown) => {
        const err = asError(thrown);
        if (!(thrown instanceof AppError) || thrown.kind !== 'invalid') {
          if (!isSaid) logger.info({ err }, 'this member evaluates no rules yet');
          isSaid = true;
          return null;
        }
        logger.error({ err }, 'this process cannot be a member of the database');
        options.onFatal(err);
        return null;
      });
      return TRY_AGAIN_MS;
    },
    clock,
    logger,
    random,
  });
  return {
    name: 'ruler',
    start: () => opening.start(),
    drain: async (signal) => {
      await opening.drain(signal);
      await open?.drain(signal);
    },
    stop: async () => {
      await opening.stop();
      await open?.stop();
    },
  };
}

/** @throws AppError `invalid` for other keys, `unavailable` for another schema. */
async function openShare(options: RulerShareOptions): Promise<Service> {
  const { ground, url } = options;
  const { clock, logger, member, secrets } = ground;
  const { state } = await openPostgresState({
    ...{ url, member, clock, logger, migrations: MIGRATIONS, isGuest: true },
    // Nobody looks at them, and each attempt has its own.
    metrics: createMetrics({ version: ground.version, withProcessMetrics: false }),
    limits: { maxReaders: 2 },
  });
  try {
    await checkKey(state, secrets);
    const directories = await DirectoryStore.open({
      ...{ state, secrets, clock, logger },
      sql: tenancySql(state.dialect),
    });
    const upstream = composeUpstream(clock, directories, null);
    const client = new OwnerClient(options.seat.membership, options.seat.client, clock);
    const share = shareOf(options, { state, directories, client, upstream: upstream.upstream });
    await share.start();
    return {
      name: 'ruler',
      start: () => Promise.resolve(),
      drain: (signal) => share.drain(signal),
      stop: async () => {
        await share.stop();
        await upstream.service.stop();
        await directories.stop();
        await state.stop();
      },
    };
  } catch (thrown) {
    await state.stop();
    throw thrown;
  }
}

interface ShareMates {
  readonly state: State;
  readonly directories: DirectoryStore;
  readonly upstream: Upstream;
  readonly client: OwnerClient;
}

/** Evaluates what asks over HTTP; what is embedded lies with the owner. */
function shareOf(
  { ground, seat, metrics }: RulerShareOptions,
  { state, directories, upstream, client }: ShareMates,
): RulerMember {
  const { clock, member, config } = ground;
  const logger = ground.logger.child({ service: 'ruler' });
  const { poll, send } = askOwner(client, seat.program);
  const ruler = new Ruler(
    {
      ask: askBackends({ directories, upstream }),
      write: {
        takes: () => false,
        write: () => Promise.reject(new Error('nothing is stored here')),
      },
      alertState: { read: () => Promise.resolve([]) },
      kept: new KeptAlerts(state),
      send,
      templates: ruleTemplates(ground),
      clock,
      logger,
      settings: { ...DEFAULT_RULER_SETTINGS, externalUrl: config.server.publicUrl },
    },
    metrics,
  );
  return new RulerMember({
    ruler,
    member,
    poll,
    catchUp: () => directories.catchUp(),
    clock,
    logger,
  });
}
