import { describe, expect, it } from 'vitest';
import { labelsFrom, labelsFromObject, labelsToObject } from '../../platform/model/labels.ts';
import { compileRelabel } from '../relabel/relabel.ts';
import type { RelabelRule } from '../relabel/relabel-rule.ts';
import { type ScrapeJob, scrapeJob } from './scrape-job.ts';
import { seriesLabels } from './series-labels.ts';
import { buildTarget } from './target.ts';
import { globalUrl } from './target-url.ts';

const ownLabels = labelsFrom([
  ['namespace', 'acme-shop'],
  ['tenant', 'acme'],
]);

function job(given: Partial<ScrapeJob> = {}): ScrapeJob {
  const source = { kind: 'discovered', discoveries: [] } as const;
  return scrapeJob({ id: 'acme/api', name: 'api', tenant: 'acme', ownLabels, source, ...given });
}

const step = (given: Partial<RelabelRule>): RelabelRule => ({ action: 'replace', ...given });

function build(given: Partial<ScrapeJob>, address: string, labels: Record<string, string> = {}) {
  const made = job(given);
  return buildTarget(made, compileRelabel(made.relabel), address, labelsFromObject(labels));
}

function built(given: Partial<ScrapeJob>, address: string, labels: Record<string, string> = {}) {
  const outcome = build(given, address, labels);
  if (outcome.kind !== 'target') return outcome;
  const { url, labels: shown, intervalMs, timeoutMs } = outcome.target;
  return { url, labels: { ...labelsToObject(shown) }, intervalMs, timeoutMs };
}

const own = { namespace: 'acme-shop', tenant: 'acme' };

describe('a target', () => {
  it('has the job, its address as instance, and the labels of tenancy', () => {
    expect(built({}, 'host:9100', { dc: 'x', __meta_y: 'z' })).toEqual({
      url: 'http://host:9100/metrics',
      labels: { dc: 'x', instance: 'host:9100', job: 'api', ...own },
      intervalMs: 15_000,
      timeoutMs: 10_000,
    });
    const outcome = build({}, 'host:9100', { __meta_y: 'z' });
    expect(outcome.kind === 'target' && labelsToObject(outcome.target.discoveredLabels)).toEqual({
      __address__: 'host:9100',
      __meta_y: 'z',
      __metrics_path__: '/metrics',
      __scheme__: 'http',
      __scrape_interval__: '15s',
      __scrape_timeout__: '10s',
      job: 'api',
    });
  });

  it('cannot be given to a neighbour, neither by its group nor by relabelling', () => {
    const relabel = [
      step({ targetLabel: 'tenant', replacement: 'globex' }),
      step({ action: 'labelmap', regex: '__meta_(.*)' }),
    ];
    const made = built({ relabel }, 'h:1', { namespace: 'globex', __meta_namespace: 'globex' });
    expect(made).toMatchObject({ labels: own });
  });

  it('takes address, scheme, path, parameters and times from relabelling', () => {
    const relabel = [
      step({ sourceLabels: ['__address__'], targetLabel: '__param_target' }),
      step({ targetLabel: '__address__', replacement: 'prober:9115' }),
      step({ targetLabel: '__scheme__', replacement: 'https' }),
      step({ targetLabel: '__metrics_path__', replacement: '/probe' }),
      step({ targetLabel: '__scrape_interval__', replacement: '2m' }),
      step({ targetLabel: '__scrape_timeout__', replacement: '1m' }),
      step({ sourceLabels: ['__param_target'], targetLabel: 'instance' }),
    ];
    const params = { module: ['http_2xx', 'second'], a: ['b c'] };
    expect(built({ relabel, params }, 'http://shop.acme.example/?q')).toEqual({
      url: 'https://prober:9115/probe?a=b+c&module=http_2xx&module=second&target=http%3A%2F%2Fshop.acme.example%2F%3Fq',
      labels: { instance: 'http://shop.acme.example/?q', job: 'api', ...own },
      intervalMs: 120_000,
      timeoutMs: 60_000,
    });
  });

  it.each<[string, string, Record<string, string>, string]>([
    ['no address', '', {}, 'the target has no address'],
    ['a path', 'host/metrics', {}, '"host/metrics" is not host:port'],
    ['a user', 'me:secret@host', {}, '"me:secret@host" is not host:port'],
    ['another scheme', 'host', { __scheme__: 'file' }, 'no URL can be made of "host"'],
    [
      'a short interval',
      'h',
      { __scrape_interval__: '10ms' },
      'the scrape interval "10ms" is no duration of at least 1s',
    ],
    [
      'a long timeout',
      'h',
      { __scrape_timeout__: '16s' },
      'the scrape timeout 16s is longer than the interval 15s',
    ],
  ])('is refused with %s', (_, address, labels, message) => {
    expect(build({}, address, labels)).toMatchObject({ kind: 'refused', message });
  });

  it('may be dropped', () => {
    const relabel = [step({ action: 'drop', sourceLabels: ['__address__'], regex: 'h.*' })];
    expect(build({ relabel }, 'host')).toMatchObject({ kind: 'dropped' });
  });

  it('is shown with the name of this machine', () => {
    expect(globalUrl('http://127.0.0.1:9100/metrics?a=b', 'box')).toBe(
      'http://box:9100/metrics?a=b',
    );
    expect(globalUrl('http://host:9100/metrics', 'box')).toBe('http://host:9100/metrics');
  });
});

describe('the labels of a series', () => {
  const targetLabels = labelsFrom([['instance', 'h:1'], ['job', 'api'], ...ownLabels]);
  function stored(exposed: Record<string, string>, given: Partial<ScrapeJob> = {}) {
    const { honorLabels, metricRelabel, limits } = job(given);
    const labels = seriesLabels(labelsFromObject({ __name__: 'm', ...exposed }), {
      targetLabels,
      ownLabels,
      honorLabels,
      metricRelabel: compileRelabel(metricRelabel),
      limits,
    });
    return labels === null ? null : { ...labelsToObject(labels) };
  }
  const whole = { __name__: 'm', instance: 'h:1', job: 'api', ...own };

  it('are those of the target and its own', () => {
    expect(stored({ a: 'b' })).toEqual({ ...whole, a: 'b' });
  });

  it('keep what a target exposes under names that are taken', () => {
    const exposed = { job: 'x', exported_job: 'y', instance: 'z' };
    expect(stored(exposed)).toEqual({
      ...whole,
      exported_exported_job: 'x',
      exported_job: 'y',
      exported_instance: 'z',
    });
  });

  it('honour those of the target where the job says so', () => {
    expect(stored({ job: 'x' }, { honorLabels: true })).toEqual({ ...whole, job: 'x' });
  });

  it.each([false, true])('never hold a tenancy from elsewhere (honorLabels %s)', (honorLabels) => {
    const metricRelabel = [
      step({ sourceLabels: ['exported_namespace'], targetLabel: 'namespace' }),
      step({ action: 'labeldrop', regex: 'tenant' }),
    ];
    const exposed = { namespace: 'globex-prod', tenant: 'globex' };
    expect(stored(exposed, { honorLabels, metricRelabel })).toEqual({
      ...whole,
      exported_namespace: 'globex-prod',
      exported_tenant: 'globex',
    });
  });

  it('are none where relabelling drops the series', () => {
    const metricRelabel = [step({ action: 'drop', sourceLabels: ['__name__'], regex: 'm' })];
    expect(stored({}, { metricRelabel })).toBeNull();
  });

  it.each<[string, Partial<ScrapeJob['limits']>, string]>([
    ['number', { labels: 5 }, 'label_limit exceeded (metric: m, number of labels: 6, limit: 5)'],
    [
      'names',
      { labelNameBytes: 8 },
      'label_name_length_limit exceeded (metric: m, label name: instance, length: 8, limit: 7)',
    ],
    [
      'values',
      { labelValueBytes: 3 },
      'label_value_length_limit exceeded (metric: m, label name: namespace, length: 9, limit: 3)',
    ],
  ])('have limits for their %s', (kind, given, message) => {
    const limits = { ...job().limits, ...given };
    const exposed = { long: 'x' };
    if (kind === 'names') {
      expect(() => stored(exposed, { limits: { ...limits, labelNameBytes: 9 } })).not.toThrow();
      expect(() => stored({ long_name_here: 'x' }, { limits })).toThrow('label_name_length_limit');
      return;
    }
    expect(() => stored(exposed, { limits })).toThrow(kind === 'number' ? message : 'length: ');
  });

  it('need a name', () => {
    const metricRelabel = [step({ action: 'labeldrop', regex: '__name__' })];
    expect(() => stored({}, { metricRelabel })).toThrow('missing metric name (__name__ label)');
  });
});
