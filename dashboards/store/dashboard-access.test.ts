import { describe, expect, it } from 'vitest';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { parseNodePath, parseScopeName } from '../../platform/tenancy/scope-name.ts';
import { testDirectory, testEnvironments } from '../../test/support/rule-fixture.ts';
import { acme, admin, dev, reader, umbrella } from '../../test/support/rule-writers.ts';
import { mayReadDashboard, mayWriteDashboard } from './dashboard-access.ts';

const ops: Principal = {
  kind: 'user',
  id: 'ops',
  name: 'ops',
  bindings: [{ role: 'project-ops', node: parseNodePath('acme.shop') ?? null }],
};
const PEOPLE = { admin, acme, ops, dev, reader, umbrella };
/** acme.shop.dev is gone. */
const LEFT = testDirectory(
  2,
  testEnvironments.filter(({ id }) => id !== 'dev'),
);

const who = (may: typeof mayReadDashboard, scope: string, directory = testDirectory()) =>
  Object.entries(PEOPLE)
    .filter(([, principal]) => {
      const name = parseScopeName(scope);
      return name !== undefined && may(directory, principal, name);
    })
    .map(([name]) => name)
    .join(' ');

describe('who reads and writes the dashboards of a place', () => {
  it.each([
    ['_platform', 'admin', 'admin'],
    ['acme', 'admin acme ops dev reader', 'admin acme'],
    ['acme.shop', 'admin acme ops dev reader', 'admin acme ops'],
    ['acme.shop.dev', 'admin acme ops dev reader', 'admin acme ops dev'],
    ['acme.shop.prod', 'admin acme ops dev', 'admin acme ops'],
    ['acme.blog.prod', 'admin acme', 'admin acme'],
    ['umbrella', 'admin umbrella', 'admin umbrella'],
    ['nobody', '', ''],
  ])('%s', (scope, readers, writers) => {
    expect([who(mayReadDashboard, scope), who(mayWriteDashboard, scope)]).toEqual([
      readers,
      writers,
    ]);
  });

  it.each([
    ['acme.shop.dev', 'admin acme ops dev', 'admin acme ops'],
    ['acme.gone.dev', 'admin acme', 'admin acme'],
    ['gone.gone.dev', '', ''],
  ])('%s, which is gone: those who hold what is left above', (scope, readers, writers) => {
    const both = [who(mayReadDashboard, scope, LEFT), who(mayWriteDashboard, scope, LEFT)];
    expect(both).toEqual([readers, writers]);
  });
});
