import { describe, expect, it } from 'vitest';
import type { OutboundRequest, OutboundResult } from '../../platform/outbound/outbound.ts';
import { prometheusControl } from './prometheus-control.ts';

const { signal } = new AbortController();

function control(result: OutboundResult, sent: OutboundRequest[] = []) {
  const outbound = {
    send: async (request: OutboundRequest) => {
      sent.push(request);
      return result;
    },
  };
  const headers = { authorization: 'Bearer t0p' };
  return prometheusControl({ url: 'http://prometheus.test:9090/p', headers, tls: {}, outbound });
}

function answered(status: number, text: string, isCut = false): OutboundResult {
  return { kind: 'answered', status, headers: {}, body: Buffer.from(text), isCut };
}

const rule = {
  name: 'Queue',
  query: 'x > 1',
  duration: 90,
  labels: { severity: 'critical' },
  annotations: {},
  health: 'ok',
  state: 'firing',
  lastEvaluation: '2026-01-01T00:00:00.5Z',
  type: 'alerting',
};
const rulesBody = (group: object) =>
  JSON.stringify({ status: 'success', data: { groups: [group] } });
const group = { name: 'tocsin/acme/1', file: '/etc/rules/a.yml', interval: 0.5, rules: [rule] };

describe('reloading Prometheus', () => {
  it.each<[string, OutboundResult, string, string]>([
    ['done', answered(200, ''), 'reloaded', ''],
    [
      'turned down',
      answered(500, 'failed to reload config: bad (--config.file="/etc/secret.yml")\n'),
      'refused',
      'failed to reload config: bad',
    ],
    [
      'not enabled',
      answered(403, 'Lifecycle API is not enabled.'),
      'unreachable',
      'web.enable-lifecycle',
    ],
    ['not known', answered(401, ''), 'unreachable', 'does not let us reload it (401)'],
    ['behind a gateway', answered(502, '<html>'), 'unreachable', 'answered 502'],
    [
      'down',
      { kind: 'failed', reason: 'connect', cause: new Error('x') },
      'unreachable',
      'connected',
    ],
    [
      'slow',
      { kind: 'failed', reason: 'timeout', cause: new Error('x') },
      'unreachable',
      'in time',
    ],
    [
      'forbidden',
      { kind: 'refused', reason: 'address', message: 'x' },
      'unreachable',
      'not allowed',
    ],
  ])('%s', async (_name, result, kind, message) => {
    const outcome = await control(result).reload(signal);
    expect(outcome.kind).toBe(kind);
    expect('message' in outcome ? outcome.message : '').toContain(message);
    expect(JSON.stringify(outcome)).not.toMatch(/prometheus\.test|secret\.yml|t0p/);
  });

  it('asks below the base URL, with the token', async () => {
    const sent: OutboundRequest[] = [];
    await control(answered(200, ''), sent).reload(signal);
    expect(sent[0]).toMatchObject({
      method: 'POST',
      url: 'http://prometheus.test:9090/p/-/reload',
      headers: { authorization: 'Bearer t0p' },
      tls: {},
    });
  });

  it('rejects when it was aborted', async () => {
    const aborted = AbortSignal.abort(new Error('stop'));
    await expect(control(answered(200, '')).reload(aborted)).rejects.toThrow('stop');
  });
});

describe('reading its rules', () => {
  it('gives groups with instants and durations in milliseconds', async () => {
    const outcome = await control(answered(200, rulesBody(group))).rules(signal);
    expect(outcome).toEqual({
      kind: 'rules',
      groups: [
        {
          fileName: 'a.yml',
          name: 'tocsin/acme/1',
          intervalMs: 500,
          rules: [
            {
              kind: 'alerting',
              name: 'Queue',
              query: 'x > 1',
              forMs: 90_000,
              keepFiringForMs: 0,
              labels: new Map([['severity', 'critical']]),
              annotations: new Map(),
              health: 'ok',
              state: 'firing',
              lastError: null,
              lastEvaluationAtMs: Date.parse('2026-01-01T00:00:00.500Z'),
            },
          ],
        },
      ],
    });
  });

  it('knows what was never evaluated, and what it does not know', async () => {
    const odd = { ...rule, lastEvaluation: '0001-01-01T00:00:00Z', health: 'odd', state: 'odd' };
    const outcome = await control(answered(200, rulesBody({ ...group, rules: [odd] }))).rules(
      signal,
    );
    const first = outcome.kind === 'rules' ? outcome.groups[0]?.rules[0] : undefined;
    expect(first).toMatchObject({ lastEvaluationAtMs: null, health: 'unknown', state: 'inactive' });
  });

  it.each<[string, OutboundResult, string]>([
    ['no JSON', answered(200, '<html>hello'), 'no list of rules'],
    ['other JSON', answered(200, '{"status":"success","data":[]}'), 'no list of rules'],
    ['an error', answered(200, '{"status":"error","error":"x"}'), 'no list of rules'],
    [
      'a rule without query',
      answered(200, rulesBody({ ...group, rules: [{}] })),
      'no list of rules',
    ],
    ['null', answered(200, 'null'), 'no list of rules'],
    ['another status', answered(503, rulesBody(group)), 'answered 503'],
    ['too much', answered(200, rulesBody(group), true), 'longer than'],
    ['nothing', { kind: 'failed', reason: 'reset', cause: new Error('x') }, 'broke the connection'],
  ])('%s is no answer', async (_name, result, message) => {
    expect(await control(result).rules(signal)).toEqual({
      kind: 'unreachable',
      message: expect.stringContaining(message),
    });
  });
});
