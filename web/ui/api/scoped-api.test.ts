import { expect, it } from 'vitest';
import { Unanswered } from '../../../dashboards/model/scoped-api.ts';
import { ApiError } from './api-error.ts';
import { scopedApi } from './scoped-api.ts';

const place = {
  scope: 'acme',
  parts: { owner: 'acme' },
  node: { clusters: [] },
} as unknown as Parameters<typeof scopedApi>[1];

function failing(fault: ConstructorParameters<typeof ApiError>[0]) {
  const fail = async () => {
    throw new ApiError(fault);
  };
  return scopedApi({ askPrometheus: fail, readPrometheus: fail, readLoki: fail }, place);
}

it.each([
  [{ kind: 'unreachable', status: 0, message: 'no route' }, true],
  [{ kind: 'unreadable', status: 502, message: 'Bad Gateway' }, true],
  [{ kind: 'unreadable', status: 418, message: 'a page' }, false],
  [{ kind: 'unavailable', status: 503, message: 'busy' }, false],
  [{ kind: 'prometheus:bad_data', status: 400, message: 'parse error' }, false],
])('%j: nothing answered: %s', async (fault, isAway) => {
  const api = failing(fault);
  for (const asked of [
    api.prometheus('query', []),
    api.prometheus('labels', []),
    api.loki('query', []),
  ]) {
    const thrown = await asked.catch((reason: unknown) => reason);
    expect(thrown instanceof Unanswered).toBe(isAway);
    expect(thrown).toMatchObject({ message: fault.message });
  }
});
