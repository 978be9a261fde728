import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOKI_ROUTES } from '../../queries/proxy/loki/loki-routes.ts';
import {
  auditToken,
  EmbeddedLabClient,
  type LabOwner,
  labToken,
  startEmbeddedLab,
} from '../support/embedded-lab.ts';
import { openTail } from '../support/loki-client.ts';
import type { TocsinProcess } from '../support/tocsin-process.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Stands in every part of an audit line: label, metadata, object. Nothing else holds it. */
const TELLTALE = 'ravenlark';

const audit = (namespace: string, auditID: string, atMs = Date.now()) => ({
  kind: 'EventList',
  apiVersion: 'audit.k8s.io/v1',
  items: [
    {
      auditID,
      stage: 'ResponseComplete',
      verb: TELLTALE,
      user: { username: `${TELLTALE}-of-${namespace}` },
      sourceIPs: ['10.0.0.7'],
      objectRef: { resource: 'secrets', namespace, name: TELLTALE },
      responseStatus: { code: 200 },
      stageTimestamp: new Date(atMs).toISOString(),
    },
  ],
});

const event = (namespace: string, uid: string, atMs = Date.now()) => ({
  kind: 'Event',
  metadata: { name: `e.${uid}`, namespace, uid, resourceVersion: '1' },
  involvedObject: { kind: 'Pod', name: 'web-0', namespace },
  type: 'Warning',
  reason: 'BackOff',
  message: `fell in ${namespace}`,
  lastTimestamp: new Date(atMs).toISOString(),
});

/** What somebody asks who wants to see it: each where a route takes a selector. */
const SELECTORS = [
  '{tocsin_audit="true"}',
  '{tocsin_audit!=""}',
  '{tocsin_audit=~"true|.*",tocsin_audit!=""}',
  '{job="kubernetes-audit"}',
  `{verb="${TELLTALE}"}`,
  '{job=~".+"}',
  '{tocsin_audit="",job=~".+"}',
];
const EVERYTHING = ['', '{}'];

/** Before the service starts: what it writes of itself meanwhile would change what is compared. */
const TIMES = (atMs: number) => ({
  start: `${atMs - 600_000}000000`,
  end: `${atMs + 30_000}000000`,
});

type Question = readonly [path: string, form: Readonly<Record<string, string>>];

/** Every way of the API to read logs, with what to ask there. */
function questions(times: Readonly<Record<'start' | 'end', string>>): readonly Question[] {
  const lines = SELECTORS.flatMap((text) => [
    text,
    `${text} | json | line_format "{{.user_username}}" | label_format tocsin_audit="x"`,
  ]);
  const counts = SELECTORS.flatMap((text) => [
    `sum by (tocsin_audit, job, verb, user) (count_over_time(${text}[30m]))`,
    `sum(bytes_over_time(${text}[30m] offset 1s))`,
    `count_over_time({job="none"}[30m]) or rate(${text}[30m])`,
  ]);
  const asked = (path: string, texts: readonly string[], more: Record<string, string> = {}) =>
    texts.map((query): Question => [path, { ...times, ...more, ...(query ? { query } : {}) }]);
  const all = [...EVERYTHING, ...SELECTORS];
  return [
    ...counts.map((query): Question => ['loki/api/v1/query', { query, time: times.end }]),
    ...asked('loki/api/v1/query_range', lines),
    ...asked('loki/api/v1/query_range', counts, { step: '60' }),
    ...asked('loki/api/v1/labels', all),
    ...asked('loki/api/v1/label', all),
    ...asked('loki/api/v1/label/verb/values', all),
    ...asked('loki/api/v1/label/tocsin_audit/values', all),
    ...asked('loki/api/v1/label/job/values', all),
    ...['{}', ...SELECTORS].map(
      (text): Question => ['loki/api/v1/series', { ...times, 'match[]': text }],
    ),
    ['loki/api/v1/series', times],
    ...asked('loki/api/v1/index/stats', ['{}', ...SELECTORS]),
    ...asked('loki/api/v1/index/volume', ['{}', ...SELECTORS], { targetLabels: 'verb,job' }),
    ...asked('loki/api/v1/index/volume_range', ['{}', ...SELECTORS], { step: '60' }),
    ...asked('loki/api/v1/patterns', SELECTORS),
    ...asked('loki/api/v1/detected_labels', all),
    ...asked('loki/api/v1/detected_fields', SELECTORS),
    ...asked('loki/api/v1/detected_field/user/values', SELECTORS),
    ...asked('loki/api/v1/detected_field/verb/values', lines),
    ...(['ndjson', 'csv', 'text'] as const).flatMap((format) => asked('export', lines, { format })),
  ];
}

/** Routes that read no lines of log, and the tail, which has a test of its own. */
const OTHER_ROUTES = /format_query|buildinfo|tail|push|rules|alerts/;

/** An answer without the time that it took, and without what an export counts for going on. */
function comparable({ status, text }: { readonly status: number; readonly text: string }): string {
  const plain = text
    .replace(/"stats":\{"summary".*?\},"(?=result|status)/, '"')
    .replace(
      /"(?:execTime|queueTime|bytesProcessedPerSecond|linesProcessedPerSecond)":[\d.e+-]+/g,
      '',
    );
  return `${status} ${plain}`;
}

const pathOf = (scope: string, [path, form]: Question) =>
  `/scopes/${scope}/loki/${path}?${new URLSearchParams(form)}`;

/** Answers by question. */
async function answersTo(
  client: EmbeddedLabClient,
  scope: string,
  asked: readonly Question[],
): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  for (const question of asked) {
    const answer = await client.send('GET', pathOf(scope, question));
    answers.set(JSON.stringify(question), comparable(answer));
  }
  return answers;
}

const MODES: readonly (readonly [string, number])[] = [
  ['with a worker', 1],
  ...(process.env.TOCSIN_PROOF === '1' ? [['in one process', 0] as const] : []),
];

describe.each(MODES)('the audit of Kubernetes, %s', (_, workers) => {
  let service: TocsinProcess;
  const client = (token: string) => new EmbeddedLabClient(service.url, token);
  const as = (owner: LabOwner) => ({
    plain: client(labToken(owner)),
    auditor: client(auditToken(owner)),
  });
  const atMs = Date.now() - 60_000;
  const times = TIMES(atMs);
  const asked = questions(times);
  const SCOPES = [
    ['acme', 'acme@lab'],
    ['globex', 'globex'],
    ['_platform', '_platform@lab'],
  ] as const;
  const before = new Map<LabOwner, ReadonlyMap<string, string>>();

  beforeAll(async () => {
    service = await startEmbeddedLab({ workers, limits: { default: { perSecond: 0 } } });
    const { plain } = as('_platform');
    const path = '/scopes/_platform@lab/kubernetes';
    const namespaces = ['acme-prod', 'acme-bank', 'globex-prod', 'nobody', ''];
    const events = namespaces.map((namespace, index) => event(namespace, `e${index}`, atMs));
    expect((await plain.json('POST', `${path}/events`, events)).status).toBe(204);
    for (const [owner, scope] of SCOPES) {
      before.set(owner, await answersTo(as(owner).plain, scope, asked));
    }
    for (const [index, namespace] of namespaces.entries()) {
      const posted = await plain.json('POST', `${path}/audit`, audit(namespace, `a${index}`, atMs));
      expect(posted).toMatchObject({ status: 204 });
    }
  });
  afterAll(() => service?.remove());

  it('is asked for by every route that reads lines', () => {
    const reading = LOKI_ROUTES.map(({ path }) => path).filter((path) => !OTHER_ROUTES.test(path));
    const known = asked.map(([path]) => path.replace(/(label|field)\/\w+\//, '$1/{name}/'));
    expect(reading.filter((path) => !known.includes(path))).toEqual([]);
  });

  it.each(SCOPES)('of %s is seen by who may', async (owner, scope) => {
    const seen = await answersTo(as(owner).auditor, scope, asked);
    const ways = [...seen].filter(([, text]) => text.includes(TELLTALE));
    const routes = new Set(ways.map(([question]) => String(JSON.parse(question)[0])));
    const silent = [...new Set(asked.map(([path]) => path))].filter((path) => !routes.has(path));
    // What these answer are counts, names of labels, or values of another label.
    expect(silent).toEqual([
      'loki/api/v1/labels',
      'loki/api/v1/label',
      'loki/api/v1/label/tocsin_audit/values',
      'loki/api/v1/label/job/values',
      'loki/api/v1/index/stats',
      'loki/api/v1/detected_labels',
      'loki/api/v1/detected_fields',
    ]);
    const foreign = owner === 'acme' ? 'globex-prod' : 'acme-';
    const others = [...seen.values()].filter((text) => text.includes(foreign));
    expect(others.length > 0).toBe(owner === '_platform');
  });

  it.each(SCOPES)(
    'changes not one byte of what %s sees without the right',
    async (owner, scope) => {
      const after = await answersTo(as(owner).plain, scope, asked);
      const changed = [...after].filter(
        ([question, text]) => before.get(owner)?.get(question) !== text,
      );
      expect(changed).toEqual([]);
      expect([...after].filter(([, text]) => !text.startsWith('200'))).toEqual([]);
      expect([...after.values()].join()).not.toContain(TELLTALE);
      expect([...after.values()].join()).toContain('fell in');
    },
  );

  it('is not shared by those who ask the same at once', async () => {
    const query = `sum by (verb) (count_over_time({job=~"kubernetes-.+"}[${20 + workers}m]))`;
    const question: Question = ['loki/api/v1/query_range', { ...times, query, step: '30' }];
    const { plain, auditor } = as('acme');
    const path = pathOf('acme@lab', question);
    const rounds = [plain, auditor, plain, auditor, auditor, plain];
    const answers = await Promise.all(rounds.map((one) => one.send('GET', path)));
    expect(answers.map(({ text }) => text.includes(TELLTALE))).toEqual(
      rounds.map((one) => one === auditor),
    );
  });

  it('is not followed either', async () => {
    const open = (token: string) =>
      openTail(
        service.url,
        `/scopes/acme@lab/loki/loki/api/v1/tail?${new URLSearchParams({ query: '{job=~".+"}', start: times.start })}`,
        { authorization: `Bearer ${token}` },
      );
    const [plain, auditor] = await Promise.all([open(labToken('acme')), open(auditToken('acme'))]);
    const path = '/scopes/_platform@lab/kubernetes';
    const platform = as('_platform').plain;
    await platform.json('POST', `${path}/audit`, audit('acme-prod', 'followed'));
    await platform.json('POST', `${path}/events`, [event('acme-prod', 'followed')]);
    const has = (reader: typeof plain, word: string) => reader.messages.join().includes(word);
    await waitUntil(() => has(auditor, 'followed') && has(auditor, TELLTALE), {
      what: 'audit in the tail of who may read it',
    });
    await waitUntil(() => has(plain, 'e.followed'), { what: 'the event in the tail of the other' });
    expect(has(plain, TELLTALE)).toBe(false);
    for (const { socket } of [plain, auditor]) socket.close();
  });

  it('is told from by the scope debugger, which says why', async () => {
    const explain = async (one: EmbeddedLabClient) => {
      const body = { language: 'logql', query: '{tocsin_audit="true"}' };
      const { text } = await one.json('POST', '/api/v1/scopes/globex/explain', body);
      return JSON.parse(text).parts[0];
    };
    const { plain, auditor } = as('globex');
    expect((await explain(auditor)).query).toBe('{namespace="globex-prod",tocsin_audit="true"}');
    const hidden = await explain(plain);
    expect(hidden.query).toBe('{namespace="globex-prod",tocsin_audit="",tocsin_audit="true"}');
    expect(hidden.matchers).toContainEqual({
      label: 'tocsin_audit',
      operator: '=',
      from: 'audit',
      values: [{ value: '', environments: [] }],
    });
    expect(hidden.selectors[0].contradiction).toContain('not in the scope of who asks');
  });

  it('is not even counted for those who see how the collection does', async () => {
    const { text } = await as('_platform').plain.send('GET', '/api/v1/scopes/_platform/collection');
    expect(
      JSON.parse(text).receivers.map(({ receiver }: { receiver: string }) => receiver),
    ).toEqual(['kubernetes-events']);
  });

  it('cannot be forged by anything that is pushed', async () => {
    const { plain, auditor } = as('globex');
    const values = [[`${Date.now()}000000`, 'forged line', { tocsin_audit: 'true' }]];
    const push = (stream: Readonly<Record<string, string>>) =>
      plain.json('POST', '/scopes/globex/loki/loki/api/v1/push', { streams: [{ stream, values }] });
    const refused = await push({ app: 'forger', tocsin_audit: 'true' });
    expect(refused).toMatchObject({ status: 400 });
    expect(refused.text).toContain('only the audit webhook of a cluster sets');
    expect((await push({ app: 'forger', job: 'kubernetes-audit' })).status).toBe(204);
    const attribute = (key: string) => ({ key, value: { stringValue: 'true' } });
    const forged = [attribute('tocsin_audit'), attribute('tocsin.audit')];
    const record = { timeUnixNano: `${Date.now()}000000`, body: { stringValue: 'forged record' } };
    const resourceLogs = [
      {
        resource: { attributes: forged },
        scopeLogs: [{ logRecords: [{ ...record, attributes: forged }] }],
      },
    ];
    const otlp = await plain.json('POST', '/scopes/globex/otlp/v1/logs', { resourceLogs });
    expect(otlp.status).toBe(200);
    const lines = async (query: string) =>
      (await auditor.lines('globex', query))
        .map(({ line }) => line)
        .filter((line) => line.includes('forged'));
    expect(
      (await lines('{job=~".+"}')).length + (await lines('{service_name=~".+"}')).length,
    ).toBeGreaterThan(1);
    expect(await lines('{tocsin_audit=~".+"}')).toEqual([]);
    expect(await lines('{service_name=~".+"} | tocsin_audit=~".+"')).toEqual([]);
    // What is no audit is not hidden either.
    expect(await plain.lines('globex', '{service_name=~".+"} |= "forged"')).toHaveLength(2);
  });
});
