import type { ListedIncident } from '../../../dashboards/model/panel-views.ts';
import type { ScopedAnswer, ScopedApi } from '../../../dashboards/model/scoped-api.ts';
import type { PlannedQuery } from '../../../dashboards/queries/plan-panel.ts';
import type { EmbedBoard, EmbedView } from '../../../dashboards/variables/embed-answers.ts';
import type { EmbedAsk, EmbedChoice, EmbedList } from '../../contract/embed-page.ts';

/** Why the service answered nothing. `end`: the link shows nothing any more. */
export class EmbedFault extends Error {
  readonly end: 'unknown' | 'expired' | 'withdrawn' | 'gone' | null;
  readonly status: number;

  constructor(message: string, status: number, end: EmbedFault['end']) {
    super(message);
    this.status = status;
    this.end = end;
  }
}

/** What a page knows of its link: nothing but its address. No cookie goes with a request. */
export interface EmbedClient {
  /** What another link shows; `keep` it to ask by it from now on. Rejects as `board` does. */
  readonly other: (token: string) => Promise<{ readonly board: EmbedBoard; keep(): void }>;
  readonly board: (signal?: AbortSignal) => Promise<EmbedBoard>;
  readonly alive: (signal?: AbortSignal) => Promise<void>;
  readonly view: (choice: EmbedChoice, signal?: AbortSignal) => Promise<EmbedView>;
  readonly incidents: (
    asked: EmbedList,
    signal?: AbortSignal,
  ) => Promise<readonly ListedIncident[]>;
  readonly ask: (asked: EmbedAsk, signal?: AbortSignal) => Promise<ScopedAnswer>;
}

type Fetch = typeof window.fetch;

/** @param languageOf what the texts of a built-in dashboard are to be in, now */
export function createEmbedClient(
  fetch: Fetch,
  first: string,
  languageOf: () => string,
): EmbedClient {
  let token = first;
  const send = async (path: string, body: unknown, signal?: AbortSignal, by = token) => {
    const response = await fetch(`/embed/${by}/${path}?language=${languageOf()}`, {
      ...(body === null
        ? {}
        : {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
      credentials: 'omit',
      cache: 'no-store',
      ...(signal === undefined ? {} : { signal }),
    }).catch((cause: unknown) => {
      if (signal?.aborted === true) throw cause;
      throw new EmbedFault(String(cause), 0, null);
    });
    if (!response.ok) throw await faultOf(response);
    return response.status === 204 ? undefined : await response.json();
  };
  return {
    other: async (next) => ({
      board: (await send('board', null, undefined, next)) as EmbedBoard,
      keep: () => {
        token = next;
      },
    }),
    board: async (signal) => (await send('board', null, signal)) as EmbedBoard,
    alive: async (signal) => void (await send('alive', null, signal)),
    view: async (choice, signal) => (await send('view', choice, signal)) as EmbedView,
    incidents: async (asked, signal) =>
      (await send('incidents', asked, signal)) as readonly ListedIncident[],
    ask: async (asked, signal) => (await send('ask', asked, signal)) as ScopedAnswer,
  };
}

const ENDS = ['unknown', 'expired', 'withdrawn', 'gone'] as const;

async function faultOf(response: Response): Promise<EmbedFault> {
  const text = await response.text();
  const { kind, message } = errorIn(text);
  const end = ENDS.find((one) => kind === `link_${one}`) ?? null;
  return new EmbedFault(message, response.status, end);
}

function errorIn(text: string): { readonly kind: string; readonly message: string } {
  try {
    const parsed = JSON.parse(text) as { error?: { kind?: string; message?: string } };
    return { kind: parsed.error?.kind ?? '', message: parsed.error?.message ?? text.slice(0, 300) };
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    return { kind: '', message: text.slice(0, 300) };
  }
}

/**
 * The questions of one placed panel, each said to be of it.
 * @param onRefused the dashboard may be another one by now
 */
export function panelApi(
  client: EmbedClient,
  about: Pick<EmbedAsk, 'choice' | 'panel' | 'widthPx'>,
  queries: readonly PlannedQuery[],
  onRefused: () => void,
): ScopedApi {
  const ask = (language: EmbedAsk['language'], cluster: string | null): ScopedApi['prometheus'] => {
    return async (path, parameters, signal) => {
      const query = queries.find(
        (one) =>
          one.cluster === cluster &&
          one.path === path &&
          one.target.language === language &&
          JSON.stringify(one.parameters) === JSON.stringify(parameters),
      );
      if (query === undefined) throw new Error(`${path} is no question of the panel`);
      const { refId } = query.target;
      const sent = parameters.map(([name, value]): [string, string] => [name, value]);
      const asked = { ...about, refId, language, path: query.path, parameters: sent };
      try {
        return await client.ask(asked, signal);
      } catch (thrown) {
        if (thrown instanceof EmbedFault && thrown.status === 403) onRefused();
        throw thrown;
      }
    };
  };
  const apiOf = (cluster: string | null): ScopedApi => ({
    prometheus: ask('promql', cluster),
    loki: ask('logql', cluster),
  });
  // Which cluster is asked is said by the dashboard: the service finds it anew.
  const names = [...new Set(queries.flatMap(({ cluster }) => cluster ?? []))];
  return { ...apiOf(null), clusters: { names, at: apiOf } };
}
