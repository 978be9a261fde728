import { describe, expect, it } from 'vitest';
import { IntakeAdmission } from './intake-admission.ts';
import type { IntakeToken } from './intake-token.ts';

const cluster: IntakeToken = { kind: 'cluster-intake', cluster: 'east' };
const tokenOf = (tenant: string): IntakeToken => ({
  kind: 'environment-intake',
  environment: {
    tenant,
    project: 'shop',
    id: 'prod',
    title: '',
    cluster: 'east',
    namespace: `${tenant}-prod`,
    kind: 'prod',
    bornAtMs: 0,
    readableFromMs: null,
  },
});
const admission = () => new IntakeAdmission({ total: 100, perEnvironment: 20 });

describe('admission of posts', () => {
  it('takes a post of any size when nothing is under way', () => {
    expect(admission().admit(cluster, 1_000)).toBe(true);
    expect(admission().admit(tokenOf('acme'), 1_000)).toBe(true);
  });

  it('turns away what would be too much, until there is room again', () => {
    const one = admission();
    expect(one.admit(cluster, 60)).toBe(true);
    expect(one.admit(cluster, 60)).toBe(false);
    expect(one.admit(cluster, 40)).toBe(true);
    one.done(cluster, 60);
    expect(one.admit(cluster, 60)).toBe(true);
  });

  it('one tenant’s token takes only its share', () => {
    const one = admission();
    expect(one.admit(tokenOf('acme'), 15)).toBe(true);
    expect(one.admit(tokenOf('acme'), 15)).toBe(false);
    expect(one.admit(tokenOf('globex'), 15)).toBe(true);
    expect(one.admit(cluster, 15)).toBe(true);
    one.done(tokenOf('acme'), 15);
    expect(one.admit(tokenOf('acme'), 15)).toBe(true);
  });
});
