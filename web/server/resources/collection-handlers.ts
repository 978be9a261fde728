import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { labelsToObject } from '../../../platform/model/labels.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import type { Permission } from '../../../platform/tenancy/roles.ts';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import { payerOf } from '../../../queries/limits/payer-of.ts';
import type * as contract from '../../contract/collection.ts';
import type { PushPlaces } from '../compose/push-places.ts';
import { askCollection } from '../embedded/ask-thread.ts';
import type {
  CollectedJob,
  CollectedStore,
  CollectedTarget,
  CollectionStatus,
} from '../embedded/collection-status.ts';
import type { EmbeddedLink } from '../embedded/embedded-thread.ts';
import type { Handlers } from '../register-api.ts';
import type { RunningQuestions } from '../running-questions.ts';
import type { ScopeGate } from '../scope-gate.ts';
import { instantOrNull } from './present.ts';

export interface CollectionUseCases {
  readonly scopes: Pick<ScopeGate, 'grantTo'>;
  readonly running: Pick<RunningQuestions, 'during'>;
  readonly places: PushPlaces;
  readonly link: EmbeddedLink;
  readonly clock: Clock;
}

const PERMISSION: Permission = 'collectors:read';
const TIMEOUT_MS = 30_000;

/** How the collection does, over HTTP. */
export function collectionHandlers(use: CollectionUseCases): Pick<Handlers, 'collection.get'> {
  const { scopes, running, places, link, clock } = use;
  return {
    'collection.get': async ({ params }, context) => {
      const caller = context.caller();
      const scopeName = params.scope;
      const scope = scopes.grantTo(caller.principal, scopeName, PERMISSION);
      const asker = { tenant: payerOf(scope), places: places.targetsOf(scope) };
      const question = {
        caller,
        scopeName,
        permission: PERMISSION,
        scope,
        response: context.reply.raw,
      };
      const status = await running.during(question, (gone) =>
        askCollection(asker, { link, clock, timeoutMs: TIMEOUT_MS, gone }),
      );
      const push = {
        metrics: pushChoice(scope, 'metrics', places),
        logs: pushChoice(scope, 'logs', places),
      };
      const readsAudit = mayReadAudit(scopes, caller.principal, scopeName);
      return { scope: scopeName, ...present(status, readsAudit), push };
    },
  };
}

/** Also how much of it comes is for those only who may read it. */
function mayReadAudit(
  scopes: Pick<ScopeGate, 'grantTo'>,
  principal: Principal,
  scopeName: string,
): boolean {
  try {
    return scopes.grantTo(principal, scopeName, 'logs:read').readsAudit;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.kind === 'scope_denied') return false;
    throw thrown;
  }
}

function pushChoice(
  scope: Scope,
  what: 'metrics' | 'logs',
  places: Pick<PushPlaces, 'of'>,
): contract.PushChoice {
  try {
    const { choice } = places.of(scope, what);
    return {
      refusal: null,
      namespaceLabel: choice?.label ?? null,
      namespaces: [...(choice?.allowed ?? [])],
    };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return { refusal: thrown.message, namespaceLabel: null, namespaces: [] };
  }
}

function present({ jobs, receivers, stores, disk }: CollectionStatus, readsAudit: boolean) {
  return {
    jobs: jobs.map(presentJob),
    receivers: receivers.filter(({ receiver }) => readsAudit || receiver !== 'kubernetes-audit'),
    stores: stores.map(presentStore),
    disk,
  };
}

function presentJob({ targets, errors, ...job }: CollectedJob): contract.CollectedJob {
  return { ...job, targets: targets.map(presentTarget), errors: [...errors] };
}

function presentTarget(target: CollectedTarget): contract.CollectedTarget {
  const { url, instance, health, lastError, samples, refusedSamples } = target;
  return {
    url,
    instance,
    labels: labelsToObject(target.labels),
    health,
    lastError,
    lastScrape: instantOrNull(target.lastScrapeMs),
    durationSeconds: target.lastDurationSeconds,
    samples,
    refusedSamples,
    intervalSeconds: target.intervalMs / 1_000,
    timeoutSeconds: target.timeoutMs / 1_000,
  };
}

function presentStore({ oldestMs, newestMs, ...store }: CollectedStore): contract.CollectedStore {
  return { ...store, oldest: instantOrNull(oldestMs), newest: instantOrNull(newestMs) };
}
