import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../test/support/property-runs.ts';
import { importDashboard } from '../import/import-dashboard.ts';
import type { ScopedApi, ScopedParameters } from '../model/scoped-api.ts';
import { planPanel } from '../queries/plan-panel.ts';
import { builtInVariables } from '../variables/built-ins.ts';
import { resolveVariables } from '../variables/resolve-variables.ts';
import {
  askedQuery,
  type ClaimedQuestion,
  LINK_SCRAPE_INTERVAL_MS,
  placedByKey,
} from './is-asked.ts';
import { chosenAmong, linkedDashboard } from './linked-dashboard.ts';

const isAsked = (...given: Parameters<typeof askedQuery>) => askedQuery(...given) !== undefined;

const target = (expr: string, more = {}) => ({ refId: 'A', expr, ...more });
const panel = (id: number, targets: readonly object[], more = {}) => ({
  ...{ id, type: 'timeseries', title: `P${id} $job`, gridPos: { x: 0, y: id, w: 12, h: 1 } },
  ...{ targets, ...more },
});
const BOARD = {
  uid: 'shop',
  title: 'Shop',
  templating: {
    list: [
      { name: 'job', type: 'query', query: 'label_values(up, job)', multi: true, includeAll: true },
      { name: 'pod', type: 'query', query: 'label_values(up{job=~"$job"}, pod)' },
      { name: 'by', type: 'custom', query: 'pod,node' },
      { name: 'find', type: 'textbox', query: 'error' },
      { name: 'bare', type: 'textbox', query: 'up' },
      { name: 'every', type: 'interval', query: '1m,5m' },
      { name: 'limit', type: 'constant', query: '10' },
      { name: 'other', type: 'query', query: 'label_values(secret, name)' },
      { name: 'Filters', type: 'adhoc' },
    ],
  },
  panels: [
    panel(1, [target('sum by ($by) (rate(cpu{job=~"$job", pod="$pod"}[$every])) > $limit')]),
    panel(2, [target('{app="$job"} |= "$find"', { datasource: { type: 'loki' } })], {
      ...{ type: 'logs', datasource: { type: 'loki' } },
    }),
    panel(3, [target('$bare'), target('hidden', { refId: 'B', hide: true })]),
    { id: 4, type: 'row', title: 'Row', gridPos: { x: 0, y: 4, w: 24, h: 1 } },
    panel(5, [target('mem{job="$job"}')], { repeat: 'job', gridPos: { x: 0, y: 5, w: 6, h: 4 } }),
    panel(6, [target('secret{name="$other"}')], { gridPos: { x: 0, y: 9, w: 6, h: 4 } }),
  ],
};
const TIME = { fromMs: 1_768_460_000_000, toMs: 1_768_463_600_000, timeZone: 'UTC' };

const api = (): { readonly api: ScopedApi; readonly asked: string[] } => {
  const asked: string[] = [];
  const answer = async (path: string, parameters: ScopedParameters) => {
    asked.push(`${path} ${new Map(parameters).get('match[]')}`);
    const data = path.includes('pod') ? ['p-1', 'p-2'] : ['api', 'web', '支付 "q"'];
    return { data, warnings: [] };
  };
  return { api: { prometheus: answer, loki: answer }, asked };
};

const read = importDashboard(BOARD);
if (read.kind === 'refused') throw new Error(read.message);
const { dashboard } = read;

interface Holding {
  readonly panelId?: number | null;
  readonly fixed?: readonly (readonly [string, string])[];
  readonly chosen?: Readonly<Record<string, readonly string[]>>;
}

/** The view of the service, and what a page plans that would choose freely. */
async function held({ panelId = null, fixed = [], chosen = {} }: Holding = {}) {
  const linked = linkedDashboard(dashboard, { panelId, fixed });
  if (linked === null) throw new Error('no panel');
  const { api: source, asked } = api();
  const resolve = (board: typeof dashboard, wishes: ReadonlyMap<string, readonly string[]>) =>
    resolveVariables(source, {
      variables: board.variables,
      asked: wishes,
      time: TIME,
      builtIns: builtInVariables({
        ...{ time: TIME, intervalMs: 15_000, scrapeIntervalMs: 15_000 },
        dashboard: { uid: 'shop', title: 'Shop' },
      }),
    });
  const wishes = new Map(Object.entries(chosen));
  const resolved = await resolve(linked.dashboard, chosenAmong(linked, wishes));
  const view = { dashboard: linked.dashboard, resolved, time: TIME };
  const ownAsked = [...asked];
  const free = { dashboard, resolved: await resolve(dashboard, wishes), time: TIME };
  return { view, free, asked: ownAsked, closed: linked.closed };
}

type View = Awaited<ReturnType<typeof held>>['view'];

function planned({ dashboard: board, resolved, time }: View, widthPx = 600): ClaimedQuestion[] {
  const view = { dashboard: board, resolved, time };
  return [...placedByKey(view)].flatMap(([key, one]) =>
    planPanel(
      one.panel,
      {
        ...{ time, variables: one.variables, filters: resolved.filters },
        dashboard: { uid: board.uid, title: board.title },
        scrapeIntervalMs: LINK_SCRAPE_INTERVAL_MS,
      },
      widthPx,
    ).queries.map(({ target: { refId, language }, path, parameters }) => ({
      ...{ panel: key, refId, widthPx, language, path, parameters },
    })),
  );
}

const passes = (view: View, claimed: ClaimedQuestion) => isAsked(view, placedByKey(view), claimed);
const texts = (claimed: readonly ClaimedQuestion[]) =>
  claimed.map(({ parameters }) => new Map(parameters).get('query') ?? '');

describe('what a link lets its holder ask', () => {
  it('is all that its dashboard asks, whatever is chosen', async () => {
    const values = fc.array(
      fc.constantFrom('api', 'web', '支付 "q"', '$__all', 'p-2', 'x"} or up'),
      {
        maxLength: 3,
      },
    );
    const choice = fc.record({
      ...{ job: values, pod: values, by: values, find: fc.array(fc.string(), { maxLength: 1 }) },
      ...{ every: fc.constantFrom([], ['5m']), Filters: fc.constantFrom([], ['a|=~|b"}']) },
    });
    await fc.assert(
      fc.asyncProperty(choice, fc.integer({ min: 1, max: 3_000 }), async (chosen, widthPx) => {
        const { view } = await held({ chosen });
        const all = planned(view, widthPx);
        expect(all.length).toBeGreaterThanOrEqual(5);
        expect(all.every((one) => passes(view, one))).toBe(true);
      }),
      propertyRuns(40, 2_000),
    );
  });

  it('is nothing that differs from it in a character', async () => {
    const { view } = await held();
    const all = planned(view);
    const arbitrary = fc.record({
      at: fc.nat(all.length - 1),
      parameter: fc.nat(3),
      part: fc.constantFrom(0, 1),
      place: fc.double({ min: 0, max: 1, noNaN: true }),
      put: fc.string({ unit: 'binary', minLength: 0, maxLength: 3 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ at, parameter, part, place, put }) => {
        const one = all[at];
        if (one === undefined) throw new Error('none');
        const parameters = one.parameters.map(([name, value], index) => {
          if (index !== parameter) return [name, value] as const;
          const text = part === 0 ? name : value;
          const cut = Math.floor(place * text.length);
          const changed = text.slice(0, cut) + put + text.slice(cut + 1);
          return part === 0 ? ([changed, value] as const) : ([name, changed] as const);
        });
        const isSame = JSON.stringify(parameters) === JSON.stringify(one.parameters);
        expect(passes(view, { ...one, parameters })).toBe(isSame);
      }),
      propertyRuns(80, 20_000),
    );
  });

  it.each<[string, Partial<ClaimedQuestion>]>([
    ['another panel', { panel: '3' }],
    ['no panel', { panel: 'x' }],
    ['a row', { panel: '4' }],
    ['a hidden query', { panel: '3', refId: 'B' }],
    ['another query', { refId: 'Z' }],
    ['another language', { language: 'logql' }],
    ['another route', { path: 'query' }],
    ['a route of its own', { path: '../../api/v1/rules' }],
    ['nothing', { parameters: [] }],
  ])('is not %s', async (_, change) => {
    const { view } = await held();
    const [first] = planned(view);
    if (first === undefined) throw new Error('none');
    expect(passes(view, first)).toBe(true);
    expect(passes(view, { ...first, ...change })).toBe(false);
    const more = [...first.parameters, ['timeout', '1h'] as const];
    expect(passes(view, { ...first, parameters: more })).toBe(false);
  });

  it.each<[string, Holding]>([
    ['a fixed variable', { fixed: [['var-job', 'api']], chosen: { job: ['web'] } }],
    ['a text outside of quotes', { chosen: { bare: ['vector(1) or secret'] } }],
    ['a constant', { chosen: { limit: ['0 or secret'] } }],
  ])('does not follow a page that changes %s', async (_, holding) => {
    const { view, free } = await held(holding);
    const own = texts(planned(view));
    const wanted = planned(free);
    const more = wanted.filter((one) => !own.includes(new Map(one.parameters).get('query') ?? ''));
    expect(more.some((one) => passes(view, one))).toBe(false);
  });

  it('chooses among what was found, and quotes what was typed', async () => {
    const chosen = { job: ['x"} or secret{a="'], by: ['a) or secret'], find: ['" or secret'] };
    const { view } = await held({ chosen });
    const all = texts(planned(view));
    expect(all[0]).toContain('sum by (pod)');
    expect(all.filter((text) => text.includes('secret')).sort()).toEqual([
      'secret{name="api"}',
      '{app="(api|web|支付 \\"q\\")"} |= "\\" or secret"',
    ]);
  });

  it.each<[string, boolean]>([
    ['{app="x$t"} |= "$t" |~ `$t` != "$t"', true],
    ['up{job=~"$t", pod!="a$t"} # $t', true],
    ['{a="b"} | json | level="$t" | x=~"$t"', true],
    ['sum(rate({a="b"} | json x="y" [5m])) / sum(rate({a="$t"}[5m]))', true],
    ['label_values(up{a="$t"}, pod)', true],
    ['up{a="\\$t"}', false],
    ['up{a="\\\\$t"}', true],
    ['{__name__=~"$t"}', false],
    ['{"__name__"="$t"}', false],
    ['{"$t"}', false],
    ['{"$t"="x"}', false],
    ['up{job="a", "$t"}', false],
    ['label_values("$t")', false],
    ['metrics("$t")', false],
    ['label_replace(up, "x", "$t", "y", "(.*)")', false],
    ['{a="b"} | line_format "$t"', false],
    ['{a="b"} | line_format `$t`', false],
    ['{a="b"} | label_format x="y", z="$t"', false],
    ['{a="b"} | json x="|", y="$t"', false],
    ["{a='b'} # it's\n | label_format x='y', z='$t' # it's", false],
    ['{a="b"} | regexp "$t"', false],
    ['{a="b"} | pattern "$t"', false],
    ['up # "\nor $t', false],
  ])('a free text in %s is chosen: %s', (expr, isChosen) => {
    const read = importDashboard({
      ...{ uid: 'x', title: 'x', panels: [panel(1, [target(expr)])] },
      templating: { list: [{ name: 't', type: 'textbox', query: 'a' }] },
    });
    if (read.kind === 'refused') throw new Error(read.message);
    const linked = linkedDashboard(read.dashboard, { panelId: null, fixed: [] });
    expect(linked?.closed.has('t')).toBe(!isChosen);
  });

  it.each([
    ['{env="prod", team="$t"}', true],
    ['{env="prod", $t}', false],
    ['{$t="prod"}', false],
    ['{team=$t, env="prod"}', false],
  ])('a free text in the filter of a list of alerts %s is chosen: %s', (filter, isChosen) => {
    const list = {
      ...panel(1, []),
      type: 'alertlist',
      options: { alertInstanceLabelFilter: filter },
    };
    const read = importDashboard({
      ...{ uid: 'x', title: 'x', panels: [list] },
      templating: { list: [{ name: 't', type: 'textbox', query: 'a' }] },
    });
    if (read.kind === 'refused') throw new Error(read.message);
    const linked = linkedDashboard(read.dashboard, { panelId: null, fixed: [] });
    expect(linked?.closed.has('t')).toBe(!isChosen);
  });

  it('stays with fixed values that are no longer found, and quotes them as before', async () => {
    const { view, asked, closed } = await held({ fixed: [['var-job', 'old|x']], panelId: 1 });
    expect(texts(planned(view))[0]).toContain('job=~"old\\\\|x"');
    expect(asked).toEqual(['label/pod/values up{job=~"old\\\\|x"}']);
    expect(closed).toEqual(new Set(['job']));
  });

  it('of a panel is that panel, and the variables that it needs', async () => {
    const { view, free, asked } = await held({ panelId: 5 });
    expect(texts(planned(view))).toEqual([
      'mem{job="api"}',
      'mem{job="web"}',
      'mem{job="支付 \\"q\\""}',
    ]);
    expect(asked).toEqual(['label/job/values up']);
    const others = planned(free).filter((one) => !one.panel.startsWith('5'));
    expect(others.length).toBe(4);
    expect(others.some((one) => passes(view, one))).toBe(false);
    expect(JSON.stringify(view.dashboard)).not.toContain('secret');
    expect(linkedDashboard(dashboard, { panelId: 99, fixed: [] })).toBeNull();
  });
});
