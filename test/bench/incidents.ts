import { AnalyticsReader } from '../../alerting/incidents/history/analytics-reader.ts';
import { HistoryReader } from '../../alerting/incidents/history/history-reader.ts';
import { IncidentReader } from '../../alerting/incidents/incident-reader.ts';
import type { IncidentVisibility } from '../../alerting/incidents/incident-visibility.ts';
import { FacetReader } from '../../alerting/incidents/search/facet-reader.ts';
import { EVERYTHING, type IncidentQuery } from '../../alerting/incidents/search/incident-query.ts';
import { IncidentSearch } from '../../alerting/incidents/search/incident-search.ts';
import { splitText } from '../../alerting/incidents/search/incident-words.ts';
import { openReadConnection } from '../../platform/state/sqlite-connection.ts';
import { SqliteReader } from '../../platform/state/sqlite-reader.ts';
import type { State } from '../../platform/state/state.ts';
import { type BenchFigure, spreadOf } from './figure.ts';
import { incidentStore, LONG_ID, randomOf, ruleIdOf, STORE } from './incident-store.ts';

const ROUNDS = 5;
const ASKED_PER_ROUND = 12;
const SEARCH_GOAL_MS = 50;
const TIMELINE_GOAL_MS = 20;

/** What people look for; each with other values every time. */
const SHAPES: Readonly<Record<string, (random: () => number) => Partial<IncidentQuery>>> = {
  'everything, newest first': () => ({}),
  'open ones': () => ({ status: 'firing' }),
  'open and critical, not acknowledged': () => ({
    status: 'firing',
    severities: ['critical'],
    acknowledged: false,
  }),
  'resolved of one project': (random) => ({
    status: 'resolved',
    projects: [`project-${Math.floor(random() * 10)}`],
  }),
  'one environment': (random) => ({
    environments: [`project-${Math.floor(random() * 10)}.prod`],
  }),
  'one rule': (random) => ({ ruleIds: [ruleIdOf('acme', Math.floor(random() * 300))] }),
  'a message given up': () => ({ outcomes: ['failed'] }),
  'not sent, of one severity': () => ({ outcomes: ['not_sent'], severities: ['major'] }),
  'a day long ago': (random) => {
    const fromMs = STORE.firstMs + Math.floor(random() * 100) * 86_400_000;
    return { fromMs, toMs: fromMs + 86_400_000 };
  },
  'label =': (random) => ({
    matchers: [{ name: 'job', op: '=', value: `job-${Math.floor(random() * 60)}` }],
  }),
  'rare label =': (random) => ({
    matchers: [
      { name: 'pod', op: '=', value: `web-${Math.floor(random() * 20_000).toString(36)}` },
    ],
  }),
  'two labels': (random) => ({
    matchers: [
      { name: 'region', op: '=', value: 'eu-west' },
      { name: 'team', op: '=', value: `team-${Math.floor(random() * 40)}` },
    ],
  }),
  'label =~': () => ({ matchers: [{ name: 'instance', op: '=~', value: '10\\.1[0-9]\\.7.*' }] }),
  'label !~ and !=': () => ({
    matchers: [
      { name: 'region', op: '!=', value: 'eu-west' },
      { name: 'job', op: '!~', value: 'job-(1|2|3).*' },
    ],
  }),
  'nothing matches, by pattern': () => ({
    matchers: [{ name: 'instance', op: '=~', value: 'never.*' }],
  }),
  'one word': () => ({ words: splitText('certificate') }),
  'the beginning of a word': (random) => ({
    words: [`web`, Math.floor(random() * 20_000).toString(36)],
  }),
  'words that nothing has': () => ({ words: splitText('certificate nosuchword') }),
  'nobody has this task': () => ({ assignee: 'nobody-at-all' }),
};

/** Searches and timelines of one tenant's half of a large store. */
export async function benchIncidents(): Promise<readonly BenchFigure[]> {
  const reader = new SqliteReader(openReadConnection(incidentStore()), 500);
  const state: State = {
    dialect: 'sqlite',
    all: (query) => reader.all(query),
    first: (query) => reader.first(query),
    commit: () => Promise.reject(new Error('the store is read')),
  };
  try {
    return await measureAll(state);
  } finally {
    reader.close();
  }
}

async function measureAll(state: State): Promise<readonly BenchFigure[]> {
  const incidents = new IncidentReader(state);
  const search = new IncidentSearch(state, incidents);
  const facets = new FacetReader(state, search);
  const past = new HistoryReader(state, incidents, search);
  const analytics = new AnalyticsReader(state);
  const acme: IncidentVisibility = { owner: 'acme', seesAll: true, environments: new Set() };
  const one: IncidentVisibility = {
    owner: 'acme',
    seesAll: false,
    environments: new Set(['project-3.prod']),
  };
  const random = randomOf(11);
  const page = { limit: 50, cursor: null };
  const figures: BenchFigure[] = [];
  const all: number[][] = Array.from({ length: ROUNDS }, () => []);
  for (const [name, shape] of Object.entries(SHAPES)) {
    const ask = () => search.page([acme], { ...EVERYTHING, ...shape(random) }, page);
    figures.push(await measure(`search: ${name}`, ask, SEARCH_GOAL_MS, all));
  }
  const seen = () => search.page([one], EVERYTHING, page);
  figures.push(await measure('search: by who sees one environment', seen, SEARCH_GOAL_MS, all));
  figures.push(figureOf('search: all of these together', all, SEARCH_GOAL_MS));
  const counts = (query: Partial<IncidentQuery>) => () =>
    facets.of([acme], { ...EVERYTHING, ...query });
  figures.push(await measure('facets: open ones', counts({ status: 'firing' }), SEARCH_GOAL_MS));
  figures.push(await measure('facets: everything (capped)', counts({}), null));
  const recent = await search.page(
    [acme],
    { ...EVERYTHING, status: 'resolved' },
    { limit: 500, cursor: null },
  );
  const timeline = () => {
    const { incident } = recent.items[Math.floor(random() * recent.items.length)] ?? {};
    return past.events(acme, incident?.id ?? LONG_ID, page);
  };
  figures.push(await measure('timeline: first page', timeline, TIMELINE_GOAL_MS));
  const long = () => past.events(acme, LONG_ID, page);
  figures.push(await measure('timeline of 50,000 lines: first page', long, TIMELINE_GOAL_MS));
  const story = () => past.ruleEvents(acme, ruleIdOf('acme', Math.floor(random() * 20)), page);
  figures.push(await measure('story of a rule: first page', story, TIMELINE_GOAL_MS));
  const toMs = STORE.firstMs + STORE.incidents * STORE.stepMs;
  const week = () =>
    analytics.of(
      acme,
      { project: null, environment: null },
      { fromMs: toMs - 86_400_000, toMs, nowMs: toMs },
    );
  figures.push(await measure('analytics of a day', week, null));
  return figures;
}

async function measure(
  name: string,
  ask: () => Promise<unknown>,
  goalMs: number | null,
  all: readonly number[][] = [],
): Promise<BenchFigure> {
  await ask();
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const times: number[] = [];
    for (let asked = 0; asked < ASKED_PER_ROUND; asked++) {
      const startMs = performance.now();
      await ask();
      times.push(performance.now() - startMs);
    }
    rounds.push(times);
    all[round]?.push(...times);
  }
  return figureOf(name, rounds, goalMs);
}

/** The value is the p95 of all; the spread is over the p95 of the rounds. */
function figureOf(name: string, rounds: readonly number[][], goalMs: number | null): BenchFigure {
  const value = share(rounds.flat(), 0.95);
  const p50 = share(rounds.flat(), 0.5).toFixed(1);
  return {
    name: `${name} (p95; p50 ${p50} ms)`,
    value,
    unit: 'ms',
    peer: null,
    peerValue: null,
    ratio: null,
    goal: goalMs === null ? null : `p95 under ${goalMs} ms`,
    met: goalMs === null ? null : value < goalMs,
    spread: spreadOf(rounds.map((times) => share(times, 0.95))),
  };
}

function share(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
