import { boardJson } from '../../../dashboards/catalogue/board-json.ts';
import { BOARDS } from '../../../dashboards/catalogue/catalogue.ts';
import { importDashboard } from '../../../dashboards/import/import-dashboard.ts';
import type { Dashboard } from '../../../dashboards/model/dashboard.ts';
import type { ScopedApi } from '../../../dashboards/model/scoped-api.ts';
import { builtInVariables } from '../../../dashboards/variables/built-ins.ts';
import type { EmbedBoard } from '../../../dashboards/variables/embed-answers.ts';
import { resolveVariables } from '../../../dashboards/variables/resolve-variables.ts';
import type { EmbedRules } from '../../contract/embed-links.ts';
import type { EmbedAsk, EmbedChoice } from '../../contract/embed-page.ts';
import { parseJson } from '../api/api-error.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { answerLoki } from './loki-answers.ts';
import { answerPrometheus } from './prometheus-answers.ts';
import type { MockIo } from './world.ts';

const HOUR_MS = 3_600_000;

/** Links of the mock: `/embed/{uid of a built-in dashboard}` shows it, an hour of it. */
export function embedLinkHandlers(
  io: MockIo,
): Pick<Handlers, Extract<keyof Handlers, `embedLinks.${string}`>> {
  let rules: EmbedRules = {
    ...{ enabled: true, origins: ['https://portal.example'], withdrawnBefore: null },
    ...{ changedAt: null, changedBy: null },
  };
  return {
    'embedLinks.create': ({ body: { kind, dashboard } }) => ({
      url: `${globalThis.location?.origin ?? ''}/${kind}/${dashboard}`,
      token: dashboard,
      expiresAt: new Date(io.now() + HOUR_MS).toISOString(),
    }),
    'embedLinks.rules': () => rules,
    'embedLinks.setRules': ({ body: { enabled, origins, withdraw } }) => {
      const changedAt = new Date(io.now()).toISOString();
      const withdrawnBefore = withdraw === true ? changedAt : rules.withdrawnBefore;
      rules = { enabled, origins, withdrawnBefore, changedAt, changedBy: 'mock' };
      return rules;
    },
  };
}

/** What a page of a link asks for. */
export async function answerEmbed(request: Request, nowMs: number): Promise<Response | null> {
  const [, uid, path] =
    /^\/embed\/([\w-]+)\/(board|alive|view|ask)$/.exec(new URL(request.url).pathname) ?? [];
  if (uid === undefined) return null;
  const board = BOARDS.find(({ id }) => `tocsin-${id}` === uid);
  const read = board === undefined ? undefined : importDashboard(boardJson(board, 'en'));
  if (read?.kind !== 'imported') throw new MockFault(404, 'link_unknown', 'no such link');
  const { dashboard } = read;
  if (path === 'alive') return new Response(null, { status: 204 });
  if (path === 'board') return Response.json(boardOf(dashboard, nowMs));
  const body = parseJson(await request.text());
  if (path === 'view') return Response.json(await viewOf(dashboard, body as EmbedChoice, nowMs));
  const { path: asked, parameters } = body as EmbedAsk;
  return Response.json(await mockApi(nowMs).prometheus(asked, parameters));
}

function boardOf(dashboard: Dashboard, nowMs: number): EmbedBoard {
  return {
    ...{ dashboard, panelId: null, closed: [], isRangeFixed: false, theme: null, language: null },
    ...{ scopeText: 'Acme', origins: [], expiresAtMs: nowMs + HOUR_MS, nowMs },
  };
}

async function viewOf(dashboard: Dashboard, { chosen, timeZone }: EmbedChoice, nowMs: number) {
  const { uid, title, variables } = dashboard;
  const time = { fromMs: nowMs - HOUR_MS, toMs: nowMs, timeZone };
  const intervals = { intervalMs: 15_000, scrapeIntervalMs: 15_000 };
  const builtIns = builtInVariables({ time, ...intervals, dashboard: { uid, title } });
  const asked = new Map(Object.entries(chosen));
  const resolved = await resolveVariables(mockApi(nowMs), { variables, asked, time, builtIns });
  const { variables: found, values, filters } = resolved;
  return { nowMs, time, variables: found, values: [...values.values()], filters };
}

function mockApi(nowMs: number): ScopedApi {
  const dataOf = async (response: Response) => {
    const body = (await response.json()) as { readonly data: unknown };
    return { data: body.data, warnings: [] };
  };
  return {
    prometheus: (path, parameters) => {
      const form = new URLSearchParams(parameters.map(([name, value]) => [name, value]));
      return dataOf(answerPrometheus(path, form, nowMs));
    },
    loki: (path) => dataOf(answerLoki(path)),
  };
}
