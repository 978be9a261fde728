import type {
  GrafanaTenants,
  GrafanaStatus as Status,
} from '../../../dashboards/grafana/sync/grafana-tenants.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type * as contract from '../../contract/grafana-sync.ts';
import { requireIfMatch } from '../if-match.ts';
import type { HandlerContext, Handlers } from '../register-api.ts';
import { instant, instantOrNull } from './present.ts';

type GrafanaSyncHandlers = Pick<Handlers, Extract<keyof Handlers, `grafanaSync.${string}`>>;

/** Grafana of tenants over HTTP. @param grafana null: there is none */
export function grafanaSyncHandlers(grafana: GrafanaTenants | null): GrafanaSyncHandlers {
  const use = (): GrafanaTenants => {
    if (grafana !== null) return grafana;
    throw new AppError(
      'not_found',
      'There is no Grafana: an administrator sets grafana.url in the configuration.',
    );
  };
  const shown = async (tenant: string) => presentStatus(await use().status(tenant));
  return {
    'grafanaSync.overview': async () => presentOverview(use()),
    'grafanaSync.status': ({ params: { tenant } }) => shown(tenant),
    'grafanaSync.update': async ({ params: { tenant }, body }, context) => {
      const revision = requireIfMatch(context.request.headers['if-match']);
      await use().change(context.caller().principal, tenant, body, revision);
      return shown(tenant);
    },
    'grafanaSync.synchronise': async ({ params: { tenant } }, context) => {
      await use().synchronise(tenant, gone(context));
      return shown(tenant);
    },
    'grafanaSync.renewTokens': async ({ params: { tenant } }, context) => {
      await use().renewTokens(context.caller().principal, tenant);
      return shown(tenant);
    },
    'grafanaSync.files': async ({ params: { tenant }, query }, context) => {
      const given = query?.tokens === 'given';
      const { principal } = context.caller();
      return { files: [...(await use().files(principal, tenant, given, gone(context)))] };
    },
    'grafanaSync.objects': async ({ params: { tenant }, query }, context) => {
      const given = query?.tokens === 'given';
      const { principal } = context.caller();
      return { files: [...(await use().objects(principal, tenant, given, gone(context)))] };
    },
  };
}

function gone({ reply }: HandlerContext): AbortSignal {
  const away = new AbortController();
  reply.raw.once('close', () => away.abort(new AppError('timeout', 'the client went away')));
  return away.signal;
}

async function presentOverview(grafana: GrafanaTenants): Promise<contract.GrafanaOverview> {
  const { health, places } = await grafana.overview();
  return {
    delivery: grafana.delivery,
    ...health,
    tenants: places.map(({ owner, phase, organisation, fault, doneAtMs }) => ({
      ...{ tenant: owner, phase, organisation, fault, doneAt: instantOrNull(doneAtMs) },
    })),
  };
}

function presentStatus(status: Status): contract.GrafanaStatus {
  const { delivery, health, place, settings, sources, pairs, objects, journal } = status;
  const organisation = place?.organisation ?? null;
  const drift = pairs.filter((pair) => pair.drift !== null);
  return {
    delivery,
    version: health.version,
    organisation:
      place === null || organisation === null
        ? null
        : { id: organisation, name: place.organisationName },
    folder: place === null || place.folderUid === '' ? null : place.folderUid,
    fault: place?.fault ?? health.fault,
    triedAt: instantOrNull(place?.triedAtMs ?? null),
    doneAt: instantOrNull(place?.doneAtMs ?? null),
    scopes: [...settings.scopes],
    mayEdit: settings.mayEdit,
    sources: sources.map(presentSource),
    inStep: pairs.length - drift.length,
    drift: [
      ...drift.map(presentDrift),
      ...objects
        .filter(({ fault }) => fault !== null)
        .map(({ kind, name, fault }) => ({
          ...{ uid: name, title: kind, kind: 'object' as const, message: fault ?? '', at: null },
        })),
    ],
    journal: journal.map(({ atMs, ...line }) => ({ ...line, at: instant(atMs) })),
    revision: settings.revision,
  };
}

function presentSource(source: Status['sources'][number]): contract.GrafanaSource {
  const { uid, name, scope, fault } = source;
  const checkedMs = source.checked_at_ms === null ? null : Number(source.checked_at_ms);
  const health = fault !== null ? 'fault' : checkedMs === null ? 'unknown' : 'ok';
  const kind =
    source.kind === 'loki' || source.kind === 'alertmanager' ? source.kind : 'prometheus';
  return {
    uid,
    kind,
    name,
    scope,
    health,
    message: fault ?? '',
    checkedAt: instantOrNull(checkedMs),
  };
}

const DRIFTS = ['refused-here', 'refused-there', 'provisioned', 'waiting', 'unfilled'] as const;

function presentDrift(pair: Status['pairs'][number]): contract.GrafanaDrift {
  const { uid, title, message } = pair;
  const kind = DRIFTS.find((one) => one === pair.drift) ?? 'waiting';
  return { uid, title, kind, message: message ?? '', at: instant(Number(pair.at_ms)) };
}
