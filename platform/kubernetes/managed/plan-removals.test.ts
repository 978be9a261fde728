import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { planRemovals } from './plan-removals.ts';

const applied = [{ manager: 'tocsin', operation: 'Apply', fieldsV1: {} }];

function object(name: string, more: object = {}): KubernetesObject {
  const metadata = { name, namespace: 'acme', managedFields: applied, ...more };
  return { apiVersion: 'v1', kind: 'Secret', metadata };
}

const some = (count: number) => Array.from({ length: count }, (_, index) => object(`s${index}`));
const none = () => false;
const plan = (objects: readonly KubernetesObject[], kept: number, allow = false) => {
  const names = new Set(objects.slice(0, kept).map(({ metadata }) => metadata.name));
  const { remove, stopped } = planRemovals(objects, (one) => names.has(one.metadata.name), allow);
  return [remove.length, stopped !== null];
};

describe('what is removed', () => {
  it.each([
    ['all of ten', 10, 0, [10, false]],
    ['all of eleven', 11, 0, [0, true]],
    ['half of twelve', 12, 6, [6, false]],
    ['more than half of twelve', 12, 5, [0, true]],
    ['nothing', 12, 12, [0, false]],
  ])('%s', (_, count, kept, expected) => {
    expect(plan(some(count), kept)).toEqual(expected);
  });

  it('is everything with an administrator’s word', () => {
    expect(plan(some(50), 0, true)).toEqual([50, false]);
  });

  it('is never what we have not applied, nor what is going already', () => {
    const copies = Array.from({ length: 3 }, (_, index) =>
      object(`copy${index}`, { managedFields: [{ manager: 'helm', operation: 'Apply' }] }),
    );
    const going = object('going', { deletionTimestamp: '2026-01-01T00:00:00Z' });
    const { remove, problem } = planRemovals([...copies, going, object('old')], none, false);
    expect(remove.map(({ metadata }) => metadata.name)).toEqual(['old']);
    expect(problem).toMatch(/^3 objects bear tocsin's labels.*Secret acme\/copy0/);
  });

  it('is not more because of copies with our labels', () => {
    const copies = Array.from({ length: 40 }, (_, index) =>
      object(`c${index}`, { managedFields: [] }),
    );
    const ours = some(12);
    const wanted = new Set(ours.slice(0, 5));
    expect(planRemovals([...copies, ...ours], (one) => wanted.has(one), false).stopped).toContain(
      '7 of 12 objects',
    );
  });
});
