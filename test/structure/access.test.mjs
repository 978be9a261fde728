import { expect, it } from 'vitest';
import { isTest, readSources } from '../../scripts/lib/source-tree.mjs';

/** @param {string} word @returns {string[]} the files, tests aside, that hold the word */
const usersOf = (word) =>
  readSources(['platform', 'collector', 'queries', 'alerting', 'dashboards', 'web'])
    .filter(({ path, text }) => !isTest(path) && new RegExp(`\\b${word}\\b`).test(text))
    .map(({ path }) => path)
    .sort();

it('makes scopes only where access is decided', () => {
  expect(usersOf('grantScope')).toEqual([
    'platform/tenancy/authorize.ts',
    'platform/tenancy/rule-scope.ts',
    'platform/tenancy/scope.ts',
  ]);
});

it('asks for the scope of a rule, which no caller is checked for, only where rules run or are judged', () => {
  expect(usersOf('scopeOfRule')).toEqual([
    'alerting/rules/rule-access.ts',
    'alerting/rules/rule-targets.ts',
    // The graph of a rule for messages about an incident, in the incident's own environment.
    'dashboards/images/rule-graph/rule-pictures.ts',
    'platform/tenancy/rule-scope.ts',
    'platform/tenancy/scope.ts',
    'web/cli/configured-scope.ts',
    // The names of a tenant's own metrics, for the dashboards that its Grafana is given.
    'web/server/compose/present-metrics.ts',
    'web/server/compose/rule-ownership.ts',
    // Compared with what the caller is granted before anything is asked.
    'web/server/resources/rule-past-handlers.ts',
  ]);
});

it('joins the token of a data source with who looks only where people are recognised', () => {
  expect(usersOf('CeilingAuthentication')).toEqual([
    'platform/identity/authentication.ts',
    'platform/identity/token-store.ts',
    'platform/identity/viewer-store.ts',
  ]);
  expect(usersOf('x-grafana-user')).toEqual(['web/server/callers.ts']);
});
