import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiClient, tokenClient } from '../support/api-client.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { requires } from '../support/requires.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { readerToken, twoTenants } from '../support/two-tenants.ts';

/** Of equal length: a metric, label and value that only umbrella has, and such that nobody has. */
const NAMES = { theirs: 'umbrella_secret_total', nobodys: 'nonesuch_secret_total' } as const;
const AT_S = Math.floor(Date.now() / 1000) - 30;

/** What acme may ask, with the name in the place of `NAME`. */
const PATHS = [
  'query?query=NAME',
  'query?query=NAME&stats=all',
  'query?query=absent(NAME)',
  'query?query=rate(NAME[5m])',
  'query?query=count_values("NAME",up)',
  'query?query=up%20or%20NAME&limit=1',
  'query?query=up%20and%20on()%20NAME',
  'query?query=label_replace(up,"NAME","$1","job","(.*)")',
  'query?query={__name__=~"NAME|up"}&limit=1',
  'query?query={NAME!=""}',
  'query?query=sum%20by(NAME)(up)',
  'query?query=info(up,{__name__="NAME"})',
  'query?query=up{NAME="NAME"}',
  'query?query=histogram_quantile(0.5,NAME)',
  `query_range?query=NAME&start=${AT_S - 600}&end=${AT_S}&step=30&stats=all`,
  `query_range?query=rate(NAME[1m])&start=${AT_S - 600}&end=${AT_S}&step=30`,
  'query_exemplars?query=NAME',
  'series?match[]=NAME',
  'series?match[]=NAME&match[]=up&limit=1',
  'labels?match[]=NAME',
  'labels?match[]=NAME&match[]=up&limit=3',
  'label/NAME/values',
  'label/__name__/values?match[]=NAME',
  'label/__name__/values?match[]={__name__=~"NAME|up"}&limit=1',
  'metadata?metric=NAME',
  'targets?scrapePool=NAME',
  'rules?rule_name[]=NAME',
  'rules?match[]={alertname="NAME"}',
  'format_query?query=NAME',
];

const BODIES: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['explain', { language: 'promql', query: 'NAME' }],
  ['explain-empty', { query: 'NAME' }],
  ['explain-empty', { query: 'rate(NAME[5m]) > 0' }],
  ['explain-empty', { query: 'NAME{job="a"}' }],
  ['explain-empty', { query: 'up{NAME="x"}' }],
  ['explain-empty', { query: 'up{job="NAME"}' }],
  ['explain-empty', { query: '{__name__=~"NAME.*"}' }],
  ['explain-empty', { query: 'up * on(NAME) NAME' }],

  ['named-metrics', { level: 'pod', filters: { pod: ['NAME*'] } }],
  ['named-metrics', { level: 'namespace', resources: [{ namespace: 'umbrella-prod' }] }],
];

requires('prometheus')('a name that only the neighbour has', () => {
  let prometheus: Prometheus;
  let service: TocsinProcess;
  let acme: ApiClient;

  beforeAll(async () => {
    prometheus = await startPrometheus();
    service = await startTocsin({ config: twoTenants({ prometheusUrl: prometheus.url }) });
    acme = tokenClient(service.url, readerToken('acme'));
    const samples = Array.from({ length: 20 }, (_, i) => [(AT_S - 15 * i) * 1000, i] as const);
    const sorted = samples.toReversed();
    const theirs = { [NAMES.theirs]: NAMES.theirs, job: NAMES.theirs, pod: NAMES.theirs };
    await prometheus.writeSeries([
      { labels: { __name__: 'up', namespace: 'acme-prod', job: 'a' }, samples: sorted },
      { labels: { __name__: 'up', namespace: 'umbrella-prod', ...theirs }, samples: sorted },
      { labels: { __name__: NAMES.theirs, namespace: 'umbrella-prod' }, samples: sorted },
    ]);
  });
  afterAll(async () => {
    await service?.remove();
    await prometheus?.stop();
  });

  /** With what differs from question to question, and the name, taken out. */
  async function answerFor(
    name: string,
    ask: (named: (text: string) => string) => Promise<unknown>,
  ): Promise<string> {
    const text = JSON.stringify(await ask((given) => given.replaceAll('NAME', name)));
    return text
      .replaceAll(name, 'NAME')
      .replaceAll(/"requestId":"[\w-]+"/g, '')
      .replaceAll(/"(\w+Time)":[\d.e-]+/g, '"$1":0')
      .replaceAll(/"at":"[^"]+"/g, '')
      .replaceAll(/\[\d{10}(?:\.\d+)?,/g, '[0,');
  }

  it.each(PATHS)('answers %s as for one that nobody has', async (path) => {
    const ask = (named: (text: string) => string) =>
      acme.call('GET', `/scopes/acme/prometheus/api/v1/${named(path).replaceAll('"', '%22')}`);
    const [theirs, nobodys] = [
      await answerFor(NAMES.theirs, ask),
      await answerFor(NAMES.nobodys, ask),
    ];
    expect(theirs).toBe(nobodys);
    expect(theirs).not.toMatch(/"status":(?:404|5\d\d)/);
  });

  it.each(BODIES)('answers %s with %j as for one that nobody has', async (path, body) => {
    const ask = (named: (text: string) => string) =>
      acme.call('POST', `/api/v1/scopes/acme/${path}`, JSON.parse(named(JSON.stringify(body))));
    const [theirs, nobodys] = [
      await answerFor(NAMES.theirs, ask),
      await answerFor(NAMES.nobodys, ask),
    ];
    expect(theirs).toBe(nobodys);
    expect(theirs).toContain('"status":200');
  });
});
