import { describe, expect, it } from 'vitest';
import { readFailure } from './read-failure.ts';

const status = (code: number, message: string, details: object = {}) => ({
  status: code,
  body: JSON.stringify({ kind: 'Status', status: 'Failure', code, message, details }),
  retryAfter: undefined,
});

const cases: readonly (readonly [string, Parameters<typeof readFailure>[0], object])[] = [
  [
    'one unknown field of an apply, answered with 500',
    status(
      500,
      'failed to create typed patch object (acme/a; monitoring.coreos.com/v1, Kind=PrometheusRule): .spec.grops: field not declared in schema',
    ),
    { kind: 'invalid', fields: [{ field: 'spec.grops', message: 'field not declared in schema' }] },
  ],
  [
    'several of them',
    status(
      500,
      'failed to create typed patch object (acme/a; v1, Kind=A): errors:\n  .spec.a: field not declared in schema\n  .spec.b[0].c: expected string, got &value.valueUnstructured{Value:1}',
    ),
    { kind: 'invalid', fields: [{ field: 'spec.a' }, { field: 'spec.b[0].c' }] },
  ],
  [
    'strict decoding',
    status(
      400,
      'A in version "v1" cannot be handled as a A: strict decoding error: unknown field "spec.x", duplicate field "spec.y"',
    ),
    {
      kind: 'invalid',
      fields: [
        { field: 'spec.x', message: 'unknown field' },
        { field: 'spec.y', message: 'duplicate field' },
      ],
    },
  ],
  [
    'a right at the scope of the cluster',
    status(
      403,
      'nodes is forbidden: User "tocsin" cannot list resource "nodes" in API group "" at the cluster scope',
    ),
    {
      kind: 'forbidden',
      missing: { user: 'tocsin', verb: 'list', group: '', resource: 'nodes', namespace: '' },
    },
  ],
  [
    'a namespace that is ending',
    status(403, 'unable to create new content in namespace acme because it is being terminated'),
    { kind: 'denied' },
  ],
  [
    'a policy',
    status(
      422,
      `x "a" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no`,
    ),
    { kind: 'denied' },
  ],
  [
    'a path that is not served',
    { status: 404, body: '404 page not found\n', retryAfter: undefined },
    { kind: 'not_served' },
  ],
  [
    'an object that is not there',
    status(404, 'x "a" not found', { name: 'a' }),
    { kind: 'not_found' },
  ],
  [
    'a server that was restored',
    status(504, 'Too large resource version: 9, current: 3'),
    { kind: 'gone' },
  ],
  [
    'a throttling proxy',
    { status: 429, body: 'slow down', retryAfter: '7' },
    { kind: 'throttled', retryAfterMs: 7_000 },
  ],
  [
    'HTML of a gateway',
    { status: 502, body: '<html>', retryAfter: undefined },
    { kind: 'unreachable' },
  ],
  [
    'a failure with a wait',
    status(500, 'again', { retryAfterSeconds: 2 }),
    { kind: 'failed', status: 500, retryAfterMs: 2_000 },
  ],
];

describe('an answer that is no success', () => {
  it.each(cases)('%s', (_, answer, expected) => {
    expect(readFailure(answer)).toMatchObject(expected);
  });
});
