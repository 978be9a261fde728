import { remoteWriteBody } from '../support/remote-write-body.ts';
import type { Aim, Attack, TenantId } from './attack.ts';
import { neighbourOf } from './words.ts';

type Labels = Readonly<Record<string, string>>;

const PROTOBUF = 'application/x-protobuf';

/** Metrics that a tenant pushes, and nobody else. */
export const pushedBy = (tenant: TenantId): string => `pushed_by_${tenant}`;

/** One remote write of series of the tenant, all at the same instant. */
export function writeOf(tenant: TenantId, ...series: readonly Labels[]): Buffer {
  const atMs = Math.floor(Date.now() / 1000) * 1000;
  const name = pushedBy(tenant);
  return remoteWriteBody(
    series.map((labels) => ({ labels: { __name__: name, ...labels }, samples: [[atMs, 1]] })),
  );
}

/** Pushes into the own scope. */
export function writeAim(tenant: TenantId): Aim {
  return {
    api: 'prometheus',
    route: 'api/v1/write',
    method: 'POST',
    tenant,
    neighbour: neighbourOf(tenant),
    target: `/scopes/${tenant}/prometheus/api/v1/write`,
    form: [],
    body: { type: PROTOBUF, text: writeOf(tenant, { by: 'control' }) },
    textParameter: null,
    asText: (text) => text,
    isPlain: true,
    isLocal: false,
  };
}

const body = (
  name: string,
  series: (own: TenantId, other: TenantId) => readonly Labels[],
): Attack => ({
  name: `write: ${name}`,
  rows: [71],
  must: 'stay inside',
  shot: ({ method, target, tenant, neighbour }) => ({
    method,
    target,
    headers: [['Content-Type', PROTOBUF]],
    body: writeOf(tenant, ...series(tenant, neighbour)),
  }),
});

/** Series pushed in the neighbour's name. */
export const WRITE_BODIES: readonly Attack[] = [
  body('the neighbour', (_, other) => [{ namespace: other }]),
  body('mine and the neighbour', (own, other) => [{ namespace: own }, { namespace: other }]),
  body('nobody', () => [{ namespace: '' }]),
  body('a blank behind', (_, other) => [{ namespace: `${other} ` }]),
  body('capitals', (_, other) => [{ namespace: other.toUpperCase() }]),
  body('a label in capitals', (_, other) => [{ NAMESPACE: other }]),
  body('a label with a blank', (_, other) => [{ 'namespace ': other }]),
  body('a look-alike label', (_, other) => [{ nаmespace: other }]),
  body('an escaped label', (_, other) => [{ U__namespace: other }]),
  body('a label with a quote', (_, other) => [{ 'x="y",namespace': other }]),
  body('a label that is empty', (_, other) => [{ '': other }]),
  body('a tenant of the store', (_, other) => [{ __tenant_id__: other }]),
  body('a list', (own, other) => [{ namespace: `${own}|${other}` }]),
  body('NUL', (own, other) => [{ namespace: `${own}\0${other}` }]),
  body('a line', (own, other) => [{ namespace: `${own}\n${other}` }]),
  body('no name', (_, other) => [{ __name__: '', namespace: other }]),
  body('a metric of the neighbour', (_, other) => [
    { namespace: other, __name__: 'shared_metric' },
  ]),
];
