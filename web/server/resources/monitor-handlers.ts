import type { Monitor } from '../../../collector/monitors/monitor.ts';
import type { MonitorDraft } from '../../../collector/monitors/monitor-admission.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type * as contract from '../../contract/monitors.ts';
import type { MonitorParts } from '../compose/monitors.ts';
import type { PushPlaces } from '../compose/push-places.ts';
import { creationKeyOf } from '../creation-key.ts';
import { askCollection } from '../embedded/ask-thread.ts';
import type { CollectedJob } from '../embedded/collection-status.ts';
import type { EmbeddedLink } from '../embedded/embedded-thread.ts';
import { readIfMatch, requireIfMatch } from '../if-match.ts';
import type { HandlerContext, Handlers } from '../register-api.ts';
import type { RunningQuestions } from '../running-questions.ts';
import type { ScopeGate } from '../scope-gate.ts';
import { pageRequest, presentPage } from './present.ts';
import {
  embeddedStatus,
  presentChange,
  presentDelivery,
  presentMonitor,
  presentPlaces,
  presentPreview,
  presentSelection,
  targetCounts,
  targetOf,
  yamlOf,
} from './present-monitor.ts';

export interface MonitorUseCases extends MonitorParts {
  readonly scopes: Pick<ScopeGate, 'grantTo'>;
  readonly running: Pick<RunningQuestions, 'during'>;
  readonly places: Pick<PushPlaces, 'targetsOf'>;
  readonly link: EmbeddedLink;
  readonly clock: Clock;
}

type MonitorHandlers = Pick<Handlers, Extract<keyof Handlers, `monitors.${string}`>>;

const PERMISSION = 'collectors:read';
const TIMEOUT_MS = 10_000;

/** Monitors over HTTP. */
export function monitorHandlers(use: MonitorUseCases): MonitorHandlers {
  const { monitors } = use;
  return {
    'monitors.list': async ({ params, query }, context) => {
      const { principal } = context.caller();
      const page = monitors.list(principal, params.owner, pageRequest(query));
      const jobs = await jobsFor(use, context, params.owner, page.items);
      return presentPage(page, (monitor) => show(use, monitor, jobs));
    },
    'monitors.options': ({ params }, context) =>
      Promise.resolve(presentPlaces(monitors.places(context.caller().principal, params.owner))),
    'monitors.get': async ({ params }, context) => {
      const monitor = monitors.get(context.caller().principal, params.owner, params.id);
      return show(use, monitor, await jobsFor(use, context, params.owner, [monitor]));
    },
    'monitors.preview': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const write = { principal, owner: params.owner, draft: draftOf(body) };
      return presentPreview(await monitors.preview(write));
    },
    'monitors.create': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const key = creationKeyOf(context.request.headers);
      const write = { principal, owner: params.owner, draft: draftOf(body) };
      return show(use, await monitors.create(write, key), null);
    },
    'monitors.update': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const revision = requireIfMatch(context.request.headers['if-match']);
      const write = { principal, owner: params.owner, draft: draftOf(body) };
      return show(use, await monitors.update(write, params.id, revision), null);
    },
    'monitors.status': async ({ params }, context) => {
      const monitor = monitors.get(context.caller().principal, params.owner, params.id);
      return statusOf(use, context, monitor);
    },
    'monitors.history': async ({ params }, context) => {
      const { principal } = context.caller();
      const changes = await monitors.history(principal, params.owner, params.id);
      const written = (change: (typeof changes)[number]) =>
        monitors.written(params.owner, change.content);
      return { items: changes.map((change) => presentChange(change, written(change))) };
    },
    'monitors.delete': async ({ params }, context) => {
      const revision = readIfMatch(context.request.headers['if-match']);
      await monitors.delete(context.caller().principal, params.owner, params.id, revision);
      return null;
    },
  };
}

function draftOf(body: contract.MonitorInput): MonitorDraft {
  if (!('yaml' in body)) return { kind: 'form', content: body };
  const { environment, enabled, yaml } = body;
  return { kind: 'yaml', environment, enabled, text: yaml };
}

/** @param jobs of the built-in collector; null: not known */
function show(
  { monitors, delivery }: MonitorUseCases,
  monitor: Monitor,
  jobs: readonly CollectedJob[] | null,
): contract.Monitor {
  const carrier = monitors.shown(monitor)?.cluster.carrier ?? 'gone';
  const isObject = carrier === 'kubernetes' && monitor.enabled;
  return presentMonitor(monitor, {
    carrier,
    delivery: isObject ? presentDelivery(monitor, delivery.of(monitor.id)) : null,
    targets: carrier === 'embedded' && jobs !== null ? targetCounts(monitor, jobs) : null,
  });
}

/** The jobs of the built-in collector that the caller may see; null where none is needed or known. */
async function jobsFor(
  use: MonitorUseCases,
  context: HandlerContext,
  owner: string,
  shown: readonly Monitor[],
): Promise<readonly CollectedJob[] | null> {
  const isEmbedded = (monitor: Monitor) =>
    use.monitors.shown(monitor)?.cluster.carrier === 'embedded';
  if (!shown.some(isEmbedded)) return null;
  const { scopes, running, places, link, clock } = use;
  const caller = context.caller();
  const scope = scopes.grantTo(caller.principal, owner, PERMISSION);
  const asker = { tenant: owner, places: places.targetsOf(scope) };
  const response = context.reply.raw;
  const question = { caller, scopeName: owner, permission: PERMISSION, scope, response } as const;
  try {
    const { jobs } = await running.during(question, (gone) =>
      askCollection(asker, { link, clock, timeoutMs: TIMEOUT_MS, gone }),
    );
    return jobs;
  } catch (thrown) {
    // The monitors themselves are known all the same.
    if (thrown instanceof AppError && thrown.kind === 'unavailable') return null;
    throw thrown;
  }
}

async function statusOf(
  use: MonitorUseCases,
  context: HandlerContext,
  monitor: Monitor,
): Promise<contract.MonitorStatus> {
  const { monitors, delivery, targetsOf, selectionOf } = use;
  const shown = monitors.shown(monitor);
  const carrier = shown?.cluster.carrier ?? 'gone';
  const nothing: contract.MonitorStatus = {
    carrier,
    delivery: null,
    selection: null,
    targets: [],
    dropped: 0,
    errors: [],
    delivered: '',
  };
  if (shown === null || carrier === 'nobody' || !monitor.enabled) return nothing;
  if (carrier === 'embedded') {
    const jobs = await jobsFor(use, context, monitor.owner, [monitor]);
    return { ...nothing, ...embeddedStatus(monitor, jobs) };
  }
  const gone = new AbortController();
  context.reply.raw.once('close', () =>
    gone.abort(new AppError('timeout', 'the client went away')),
  );
  const { signal } = gone;
  const [found, selected] = await Promise.all([
    targetsOf(monitor, signal),
    selectionOf(monitor, signal),
  ]);
  return {
    ...nothing,
    delivery: presentDelivery(monitor, delivery.of(monitor.id)),
    selection: presentSelection(selected),
    delivered: yamlOf(shown.delivered),
    targets: found.kind === 'targets' ? found.targets.map(targetOf) : [],
    errors: found.kind === 'unknown' ? [found.message] : [],
  };
}
