import { Readable } from 'node:stream';
import type { IncidentHistory } from '../../../alerting/incidents/create-incident-history.ts';
import { annotationOf } from '../../../alerting/incidents/history/annotations.ts';
import { begunBefore } from '../../../alerting/incidents/history/begun-before.ts';
import { exportIncidents } from '../../../alerting/incidents/history/export-incidents.ts';
import { incidentVisibility } from '../../../alerting/incidents/incident-visibility.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { HandlerContext, Handlers } from '../register-api.ts';
import { readIncidentQuery, visibilitiesOf } from './incident-query-input.ts';
import { instant, pageRequest, presentPage, readInstant } from './present.ts';
import { presentEvent } from './present-incident.ts';
import {
  presentAnalytics,
  presentDelivery,
  presentFacets,
  presentRecord,
  printExport,
} from './present-incident-history.ts';

export interface IncidentHistoryUseCases {
  readonly directory: () => Directory;
  readonly incidentHistory: IncidentHistory;
  readonly clock: Clock;
}

type IncidentHistoryHandlers = Pick<
  Handlers,
  | 'incidents.list'
  | 'incidents.facets'
  | 'incidents.export'
  | 'incidents.analytics'
  | 'incidents.annotations'
  | 'incidents.events'
  | 'incidents.deliveries'
  | 'incidents.related'
  | 'rules.events'
>;

const MAX_PERIOD_MS = 400 * 86_400_000;

/** Looking for incidents, and back at them, over HTTP. */
export function incidentHistoryHandlers(use: IncidentHistoryUseCases): IncidentHistoryHandlers {
  const seenBy = (owner: string, context: HandlerContext) =>
    incidentVisibility(use.directory(), context.caller().principal, owner);
  return {
    ...searchHandlers(use),
    ...pastHandlers(use, seenBy),
    'incidents.analytics': async ({ params, query }, context) => {
      const { fromMs, toMs } = periodOf(query);
      const place = { project: query.project ?? null, environment: query.environment ?? null };
      const times = { fromMs, toMs, nowMs: use.clock.nowMs() };
      const seen = seenBy(params.owner, context);
      const figures = await use.incidentHistory.analytics.of(seen, place, times);
      return presentAnalytics(figures, fromMs, toMs);
    },
  };
}

function searchHandlers(use: IncidentHistoryUseCases) {
  const { search, facets } = use.incidentHistory;
  const seen = (
    owner: string,
    query: { readonly tenant?: readonly string[] } | undefined,
    context: HandlerContext,
  ) => visibilitiesOf(use.directory(), context.caller().principal, owner, query?.tenant);
  return {
    'incidents.list': async ({ params, query }, context) => {
      const visible = seen(params.owner, query, context);
      const page = await search.page(visible, readIncidentQuery(query), pageRequest(query));
      const { searchedToMs } = page;
      return {
        ...presentPage(page, presentRecord),
        searchedTo: searchedToMs === null ? null : instant(searchedToMs),
      };
    },
    'incidents.facets': async ({ params, query }, context) =>
      presentFacets(await facets.of(seen(params.owner, query, context), readIncidentQuery(query))),
    'incidents.export': async ({ params, query }, context) => {
      const visible = seen(params.owner, query, context);
      const format = query?.format ?? 'csv';
      const found = exportIncidents(search, visible, readIncidentQuery(query));
      const type =
        format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson';
      context.reply
        .type(type)
        .header('content-disposition', `attachment; filename="incidents-${params.owner}.${format}"`)
        .header('x-content-type-options', 'nosniff');
      return Readable.from(printExport(found, format));
    },
    'incidents.annotations': async ({ params, query }, context) => {
      const visible = seen(params.owner, query, context);
      const { from, to, limit, ...rest } = query;
      const wanted = {
        ...readIncidentQuery(rest),
        fromMs: readTime(from, '/from'),
        toMs: readTime(to, '/to'),
      };
      const most = limit ?? 100;
      const { items } = await search.page(visible, wanted, { limit: most, cursor: null });
      const earlier = items.length < most ? await begunBefore(search, visible, wanted) : [];
      return [...items, ...earlier].slice(0, most).map(({ incident }) => {
        const annotation = annotationOf(incident);
        return { ...annotation, tags: [...annotation.tags] };
      });
    },
  } satisfies Partial<IncidentHistoryHandlers>;
}

function pastHandlers(
  { incidentHistory: { past } }: IncidentHistoryUseCases,
  seenBy: (owner: string, context: HandlerContext) => ReturnType<typeof incidentVisibility>,
) {
  return {
    'incidents.events': async ({ params, query }, context) => {
      const seen = seenBy(params.owner, context);
      return presentPage(await past.events(seen, params.id, pageRequest(query)), presentEvent);
    },
    'incidents.deliveries': async ({ params }, context) => {
      const deliveries = await past.deliveries(seenBy(params.owner, context), params.id);
      return { items: deliveries.map(presentDelivery) };
    },
    'incidents.related': async ({ params }, context) => {
      const related = await past.related(seenBy(params.owner, context), params.id);
      return {
        sameAlert: related.sameAlert.map(presentRecord),
        sameRule: related.sameRule.map(presentRecord),
        nearInTime: related.nearInTime.map(presentRecord),
      };
    },
    'rules.events': async ({ params, query }, context) => {
      const seen = seenBy(params.owner, context);
      const page = await past.ruleEvents(seen, params.id, pageRequest(query));
      return presentPage(page, ({ event, title }) => ({ ...presentEvent(event), title }));
    },
  } satisfies Partial<IncidentHistoryHandlers>;
}

/** As Grafana sends it, or as our own API has it. */
function readTime(text: string, path: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : readInstant(text, path);
}

function periodOf(query: { readonly from: string; readonly to: string }) {
  const fromMs = readTime(query.from, '/from');
  const toMs = readTime(query.to, '/to');
  if (fromMs < toMs && toMs - fromMs <= MAX_PERIOD_MS) return { fromMs, toMs };
  const message = 'expected an instant after from, by 400 days at most';
  throw new AppError('invalid', `/to ${message}`, { details: [{ path: '/to', message }] });
}
