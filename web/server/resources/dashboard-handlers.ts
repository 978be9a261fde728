import type {
  DashboardDraft,
  DashboardVersion,
  DashboardWithSource,
  StoredDashboard,
} from '../../../dashboards/store/dashboard.ts';
import type { DashboardService } from '../../../dashboards/store/dashboard-service.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import {
  parseScopeName,
  printScopeName,
  type ScopeName,
} from '../../../platform/tenancy/scope-name.ts';
import type * as contract from '../../contract/dashboards.ts';
import { creationKeyOf } from '../creation-key.ts';
import { readIfMatch, requireIfMatch } from '../if-match.ts';
import type { Handlers } from '../register-api.ts';
import { boardMetricHandlers } from './board-metric-handlers.ts';
import type { ImportRecordings } from './import-recordings.ts';
import { instant, pageRequest, presentPage } from './present.ts';

type DashboardHandlers = Pick<Handlers, Extract<keyof Handlers, `dashboards.${string}`>>;
type AllHandlers = DashboardHandlers & Pick<Handlers, 'boardMetrics.list'>;

/** Dashboards of tenants over HTTP. */
export function dashboardHandlers(
  dashboards: DashboardService,
  recordings: Pick<ImportRecordings, 'of'>,
): AllHandlers {
  return {
    ...readers(dashboards),
    ...makers(dashboards, recordings),
    ...changers(dashboards),
    ...boardMetricHandlers(dashboards),
  };
}

function readers(
  dashboards: DashboardService,
): Pick<
  DashboardHandlers,
  | 'dashboards.list'
  | 'dashboards.get'
  | 'dashboards.byUid'
  | 'dashboards.versions'
  | 'dashboards.version'
  | 'dashboards.export'
> {
  return {
    'dashboards.list': async ({ params: { owner }, query }, context) => {
      const { principal } = context.caller();
      const filter = {
        words: query?.q ?? '',
        folder: query?.folder ?? '',
        tag: query?.tag ?? '',
        scope: query?.scope ?? '',
      };
      const state = query?.state ?? 'standing';
      const page = await dashboards.list(principal, owner, state, filter, pageRequest(query));
      return presentPage(page, (one) => summary(dashboards, principal, one));
    },
    'dashboards.get': async ({ params: { owner, id } }, context) => {
      const { principal } = context.caller();
      return shown(dashboards, principal, await dashboards.get(principal, owner, id));
    },
    'dashboards.byUid': async ({ params: { owner, uid } }, context) => {
      const { principal } = context.caller();
      return shown(dashboards, principal, await dashboards.byUid(principal, owner, uid));
    },
    'dashboards.versions': async ({ params: { owner, id }, query }, context) => {
      const { principal } = context.caller();
      const page = await dashboards.versions(principal, owner, id, pageRequest(query));
      return presentPage(page, presentVersion);
    },
    'dashboards.version': async ({ params: { owner, id, revision } }, context) => {
      const { principal } = context.caller();
      const version = await dashboards.version(principal, owner, id, revision);
      return { ...presentVersion(version), source: version.source };
    },
    'dashboards.export': async ({ params: { owner, id } }, context) => {
      const { uid, source } = await dashboards.get(context.caller().principal, owner, id);
      context.reply.header('content-disposition', `attachment; filename="${uid}.json"`);
      return source;
    },
  };
}

/** In characters: YAML is read at one go. */
const MOST_RULE_TEXT = 4_000_000;

function refuseManyRules(files: readonly { readonly text: string }[]): void {
  const chars = files.reduce((sum, { text }) => sum + text.length, 0);
  if (chars <= MOST_RULE_TEXT) return;
  throw new AppError(
    'too_large',
    `At most ${MOST_RULE_TEXT / 1e6} MB of rule files are taken with an import. Send those whose series the dashboards need.`,
  );
}

function makers(
  dashboards: DashboardService,
  recordings: Pick<ImportRecordings, 'of'>,
): Pick<DashboardHandlers, 'dashboards.create' | 'dashboards.import' | 'dashboards.copy'> {
  return {
    'dashboards.create': async ({ params: { owner }, body }, context) => {
      const { principal } = context.caller();
      const key = creationKeyOf(context.request.headers);
      const save = { principal, owner, draft: draftOf(body) };
      return shown(dashboards, principal, await dashboards.create(save, key));
    },
    'dashboards.import': async ({ params: { owner }, body }, context) => {
      const { principal } = context.caller();
      const { ruleFiles = [], makeRecordings = false, ...given } = body;
      refuseManyRules(ruleFiles);
      const order = { ...given, scope: readScope(given.scope) };
      const items = await dashboards.importFiles(principal, owner, order);
      const boards = items.flatMap(({ outcome, uid }, index) =>
        outcome === 'refused' ? [] : [{ uid, source: given.files[index]?.text ?? '' }],
      );
      const makes = makeRecordings && !given.dryRun;
      const asked = { principal, owner, scope: given.scope, boards, ruleFiles, makes };
      return {
        items: items.map(({ notes, ...item }) => ({ ...item, notes: [...notes] })),
        recordings: await recordings.of(asked),
      };
    },
    'dashboards.copy': async ({ params: { owner }, body }, context) => {
      const { principal } = context.caller();
      const key = creationKeyOf(context.request.headers);
      const order = { ...body, scope: readScope(body.scope) };
      return shown(dashboards, principal, await dashboards.copy(principal, owner, order, key));
    },
  };
}

function changers(
  dashboards: DashboardService,
): Pick<
  DashboardHandlers,
  'dashboards.update' | 'dashboards.delete' | 'dashboards.dropVersions' | 'dashboards.restore'
> {
  return {
    'dashboards.update': async ({ params: { owner, id }, body }, context) => {
      const { principal } = context.caller();
      const revision = requireIfMatch(context.request.headers['if-match']);
      const save = { principal, owner, draft: draftOf(body) };
      return shown(dashboards, principal, await dashboards.update(save, id, revision));
    },
    'dashboards.delete': async ({ params: { owner, id }, query }, context) => {
      const { principal } = context.caller();
      const revision = readIfMatch(context.request.headers['if-match']);
      await dashboards.remove(principal, owner, id, revision, query?.forever ?? false);
      return null;
    },
    'dashboards.dropVersions': async ({ params: { owner, id } }, context) => {
      await dashboards.dropPast(context.caller().principal, owner, id);
      return null;
    },
    'dashboards.restore': async ({ params: { owner, id }, body }, context) => {
      const { principal } = context.caller();
      const restored = await dashboards.restore(principal, owner, id, body.revision);
      return shown(dashboards, principal, restored);
    },
  };
}

function draftOf({ scope, folder, source, message }: contract.DashboardInput): DashboardDraft {
  return { scope: readScope(scope), folder, source, message: message?.trim() ?? '' };
}

function readScope(text: string): ScopeName {
  const scope = parseScopeName(text);
  if (scope !== undefined) return scope;
  const message = `expected tenant[.project[.environment]] or _platform, got ${JSON.stringify(text)}`;
  throw new AppError('invalid', `/scope: ${message}`, { details: [{ path: '/scope', message }] });
}

function shown(
  dashboards: DashboardService,
  principal: Principal,
  dashboard: DashboardWithSource,
): contract.Dashboard {
  return { ...summary(dashboards, principal, dashboard), source: dashboard.source };
}

function summary(
  dashboards: DashboardService,
  principal: Principal,
  dashboard: StoredDashboard,
): contract.DashboardSummary {
  const { id, uid, title, description, tags, folder, scope, origin, panels } = dashboard;
  return {
    ...{ id, uid, title, description, tags: [...tags], folder, origin, panels },
    scope: printScopeName(scope),
    revision: dashboard.revision,
    createdAt: instant(dashboard.createdAtMs),
    updatedAt: instant(dashboard.updatedAtMs),
    author: dashboard.author,
    mayWrite: dashboards.mayWrite(principal, dashboard),
  };
}

function presentVersion(version: DashboardVersion): contract.DashboardVersion {
  const { revision, atMs, author, message, title, kind } = version;
  return { revision, at: instant(atMs), author, message, title, kind };
}
