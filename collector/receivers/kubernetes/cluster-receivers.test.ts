import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../platform/clock/virtual-clock.ts';
import { noQuota, placeOf, pushOf, said } from '../../../test/support/receiver-world.ts';
import { createAuditReceiver, createEventsReceiver } from './cluster-receivers.ts';

const clock = new VirtualClock(Date.parse('2026-01-01T00:00:00Z'));
const options = { clock, maxPlainBytes: 1_000_000, quota: noQuota };

/** A cluster on which two tenants have a namespace each. */
function cluster() {
  const acme = placeOf('acme');
  const umbrella = placeOf('umbrella');
  const platform = {
    ...placeOf('acme', { ownLabels: new Map([['cluster', 'lab']]), choice: null }),
    tenant: '_platform',
  };
  const places = new Map([
    ['acme-prod', acme],
    ['umbrella-prod', umbrella],
  ]);
  const place = { ...platform, placeOf: (namespace: string) => places.get(namespace) ?? platform };
  return { acme, umbrella, platform, place };
}

const event = (namespace: string, uid: string, more: object = {}) => ({
  kind: 'Event',
  apiVersion: 'v1',
  metadata: {
    name: `e-${uid}`,
    namespace,
    uid,
    resourceVersion: '7',
    managedFields: [{ manager: 'x' }],
  },
  involvedObject: { kind: 'Pod', namespace, name: 'api-1' },
  reason: 'BackOff',
  type: 'Warning',
  message: 'Back-off restarting failed container',
  lastTimestamp: '2026-01-01T10:00:00Z',
  count: 3,
  source: { component: 'kubelet', host: 'node-1' },
  ...more,
});

describe('events', () => {
  it('go to the tenant of their namespace, others to the platform', async () => {
    const { acme, umbrella, platform, place } = cluster();
    const body = JSON.stringify({
      kind: 'EventList',
      apiVersion: 'v1',
      items: [
        event('acme-prod', '1'),
        event('umbrella-prod', '2'),
        event('kube-system', '3'),
        { ...event('default', '4'), involvedObject: { kind: 'Node', name: 'node-1' } },
      ],
    });
    expect(said(await createEventsReceiver(options)(pushOf(body), place))).toBe('204');
    const [line] = acme.entries.stored;
    expect(line).toMatchObject({
      labels: {
        job: 'kubernetes-events',
        namespace: 'acme-prod',
        tenant: 'acme',
        kind: 'Pod',
        type: 'Warning',
        reason: 'BackOff',
      },
      timeNs: BigInt(Date.parse('2026-01-01T10:00:00Z')) * 1_000_000n,
      metadata: {
        name: 'api-1',
        uid: '1',
        source: 'kubelet',
        node: 'node-1',
        count: '3',
        detected_level: 'warn',
      },
    });
    expect(line?.labels.tocsin_audit).toBe(undefined);
    expect(JSON.parse(line?.line ?? '')).toMatchObject({
      message: 'Back-off restarting failed container',
    });
    expect(line?.line).not.toContain('managedFields');
    expect(umbrella.entries.stored.map(({ metadata }) => metadata.uid)).toEqual(['2']);
    expect(
      platform.entries.stored.map(({ labels }) => [labels.namespace, labels.kind, labels.cluster]),
    ).toEqual([
      ['kube-system', 'Pod', 'lab'],
      [undefined, 'Node', 'lab'],
    ]);
  });

  it('are stored once per version, however they come', async () => {
    const { acme, place } = cluster();
    const receive = createEventsReceiver(options);
    const one = event('acme-prod', '1');
    const newer = { ...one, metadata: { ...one.metadata, resourceVersion: '8' } };
    await receive(pushOf(JSON.stringify(one)), place);
    await receive(
      pushOf(`${JSON.stringify(one)}\n\n${JSON.stringify({ type: 'MODIFIED', object: newer })}\n`),
      place,
    );
    await receive(pushOf(JSON.stringify([one, newer, newer])), place);
    expect(acme.entries.stored).toHaveLength(2);
  });

  it('are stored again when they were not', async () => {
    const { acme, place } = cluster();
    const receive = createEventsReceiver(options);
    acme.entries.isFull = true;
    const push = pushOf(JSON.stringify(event('acme-prod', '1')));
    expect((await receive(push, place)).status).toBe(503);
    acme.entries.isFull = false;
    expect((await receive(push, place)).status).toBe(204);
    expect(acme.entries.stored).toHaveLength(1);
  });

  it('of events.k8s.io have their own names, and an instant of their own', async () => {
    const { acme, place } = cluster();
    const one = {
      kind: 'Event',
      apiVersion: 'events.k8s.io/v1',
      metadata: { namespace: 'acme-prod', uid: '9', resourceVersion: '1' },
      regarding: { kind: 'Deployment', namespace: 'acme-prod', name: 'api' },
      eventTime: '2026-01-01T10:00:00.123456789+02:00',
      reportingController: 'deployment-controller',
      type: 'Normal',
      reason: 'ScalingReplicaSet',
    };
    await createEventsReceiver(options)(pushOf(JSON.stringify(one)), place);
    expect(acme.entries.stored[0]).toMatchObject({
      timeNs: BigInt(Date.parse('2026-01-01T08:00:00Z')) * 1_000_000n + 123_456_789n,
      labels: { kind: 'Deployment', reason: 'ScalingReplicaSet' },
      metadata: { source: 'deployment-controller', detected_level: 'info' },
    });
  });

  it('cannot make streams without end, nor name a tenant', async () => {
    const { acme, place } = cluster();
    const many = Array.from({ length: 400 }, (_, n) =>
      event('acme-prod', `u${n}`, { reason: `Reason${n}`, tenant: 'umbrella' }),
    );
    await createEventsReceiver(options)(pushOf(JSON.stringify(many)), place);
    const reasons = new Set(acme.entries.stored.map(({ labels }) => labels.reason));
    expect(reasons.size).toBe(301);
    expect(new Set(acme.entries.stored.map(({ labels }) => labels.tenant))).toEqual(
      new Set(['acme']),
    );
  });

  it.each([
    ['no JSON', 'x', '400 line 1 is not JSON'],
    ['a text', '"x"', '400 the body holds something that is no JSON object'],
    ['another object', '{"kind":"Pod"}', '400 the body holds what is not a Kubernetes event'],
  ])('are refused for %s', async (_, body, text) => {
    expect(said(await createEventsReceiver(options)(pushOf(body), cluster().place))).toBe(text);
  });
});

describe('audit', () => {
  const audit = (id: string, namespace: string, stage = 'ResponseComplete') => ({
    level: 'Metadata',
    auditID: id,
    stage,
    verb: 'delete',
    user: { username: 'jane' },
    sourceIPs: ['10.0.0.7', '10.0.0.1'],
    objectRef: { resource: 'pods', subresource: 'exec', namespace, name: 'api-1' },
    responseStatus: { code: 403 },
    stageTimestamp: '2026-01-01T10:00:00.000001Z',
  });
  const list = (...items: readonly object[]) =>
    pushOf(JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items }));

  it('says who did what to what', async () => {
    const { acme, umbrella, platform, place } = cluster();
    const receive = createAuditReceiver(options);
    const push = list(audit('1', 'acme-prod'), audit('2', 'umbrella-prod'), {
      ...audit('3', ''),
      objectRef: { resource: 'nodes' },
    });
    expect(said(await receive(push, place))).toBe('204');
    await receive(push, place);
    expect(acme.entries.stored).toHaveLength(1);
    expect(acme.entries.stored[0]).toMatchObject({
      labels: {
        job: 'kubernetes-audit',
        tocsin_audit: 'true',
        verb: 'delete',
        namespace: 'acme-prod',
        tenant: 'acme',
      },
      timeNs: BigInt(Date.parse('2026-01-01T10:00:00Z')) * 1_000_000n + 1_000n,
      metadata: {
        user: 'jane',
        resource: 'pods/exec',
        name: 'api-1',
        code: '403',
        detected_level: 'warn',
        source_address: '10.0.0.7',
        stage: 'ResponseComplete',
      },
    });
    expect([umbrella, platform].map(({ entries }) => entries.stored.length)).toEqual([1, 1]);
    const others = [umbrella, platform].flatMap(({ entries }) => entries.stored);
    expect(others.map(({ labels }) => labels.tocsin_audit)).toEqual(['true', 'true']);
  });

  it('makes no streams of namespaces that somebody thinks of', async () => {
    const { platform, place } = cluster();
    const many = Array.from({ length: 1_200 }, (_, n) => audit(`x${n}`, `guess-${n}`));
    await createAuditReceiver(options)(list(...many), place);
    const namespaces = new Set(platform.entries.stored.map(({ labels }) => labels.namespace));
    expect([platform.entries.stored.length, namespaces.size]).toEqual([1_200, 1_001]);
  });

  it('refuses what is no audit event', async () => {
    expect(said(await createAuditReceiver(options)(list({ kind: 'Event' }), cluster().place))).toBe(
      '400 the body holds what is not an audit event',
    );
  });
});
