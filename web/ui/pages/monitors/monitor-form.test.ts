import { describe, expect, it } from 'vitest';
import type { MonitorForm } from '../../../contract/monitors.ts';
import { NO_LIMITS, PLAIN_ENDPOINT } from '../../../contract/plain-monitor.ts';
import {
  blankMonitor,
  checkMonitor,
  draftOfForm,
  hasMore,
  inputOf,
  relabelOf,
  shownFields,
  withRelabel,
} from './monitor-form.ts';
import { withAction, withText } from './relabel-steps.ts';

const base = { name: 'api', environment: 'acme.shop.prod', enabled: true, limits: NO_LIMITS };
const expression = { key: 'tier', operator: 'In' as const, values: ['web'] };
const bearer = { kind: 'bearer' as const, credentials: { name: 's', key: 'k' } };
const basic = {
  kind: 'basic' as const,
  username: { name: 's', key: 'u' },
  password: { name: 's', key: 'p' },
};
const forms: readonly MonitorForm[] = [
  {
    ...base,
    source: {
      kind: 'pod',
      selector: { matchLabels: { app: 'a' }, matchExpressions: [expression] },
    },
    endpoints: [
      { ...PLAIN_ENDPOINT, port: 'web', auth: bearer, params: { a: ['b'] } },
      { ...PLAIN_ENDPOINT, port: '8080' },
    ],
  },
  {
    ...base,
    source: { kind: 'scrape', targets: ['db.example:9187'], labels: { role: 'main' } },
    endpoints: [{ ...PLAIN_ENDPOINT, interval: '30s', timeout: '5s', auth: basic }],
  },
  {
    ...base,
    source: {
      kind: 'probe',
      prober: 'http',
      module: 'm',
      targets: ['https://x.example'],
      labels: {},
    },
    endpoints: [PLAIN_ENDPOINT],
  },
];
const t = ((key: string) => key) as unknown as Parameters<typeof checkMonitor>[1];

describe('the form of a monitor', () => {
  it.each(forms)('keeps all that the fields do not show: $source.kind', (form) => {
    const draft = draftOfForm(form);
    expect(inputOf(draft)).toEqual(form);
    expect(hasMore(draft)).toBe(form.source.kind === 'pod');
    expect(checkMonitor(draft, t)).toEqual(new Map());
  });

  it('has the steps of relabelling, each with what its action takes', () => {
    const drop = { action: 'drop', sourceLabels: ['a', 'b'], regex: 'x;y' } as const;
    const draft = withRelabel(blankMonitor('acme.shop.prod', 'scrape'), 'metricRelabelings', [
      { ...drop, sourceLabels: [...drop.sourceLabels] },
    ]);
    expect(inputOf(draft)).toMatchObject({ endpoints: [{ metricRelabelings: [drop] }] });
    expect(hasMore(draft)).toBe(false);
    expect(shownFields(draft)).toContain('/endpoints/0/metricRelabelings/0');
    const [step] = relabelOf(draft, 'metricRelabelings');
    if (step === undefined) throw new Error('no step');
    expect(withAction(step, 'labeldrop')).toEqual({ action: 'labeldrop', regex: 'x;y' });
    expect(withText(step, 'sourceLabels', ' a ,')).toMatchObject({ sourceLabels: ['a'] });
    expect(withText(step, 'regex', '')).not.toHaveProperty('regex');
    expect(withText({ action: 'hashmod' }, 'modulus', '8')).toMatchObject({ modulus: 8 });
    expect(withText({ action: 'hashmod' }, 'modulus', 'many')).toEqual({ action: 'hashmod' });
  });

  it('says what is missing', () => {
    const blank = blankMonitor('', 'service');
    expect([...checkMonitor(blank, t).keys()]).toEqual([
      '/environment',
      '/name',
      '/endpoints/0/port',
    ]);
    expect([...checkMonitor({ ...blank, way: 'yaml' }, t).keys()]).toEqual([
      '/environment',
      '/yaml',
    ]);
  });
});
