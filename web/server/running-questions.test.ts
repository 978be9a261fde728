import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Revocation, RevocationListener } from '../../platform/tenancy/revocations.ts';
import { grantScope } from '../../platform/tenancy/scope.ts';
import { directoryOf, scopeIn } from '../../test/support/directory-of.ts';
import type { Caller } from './request-context.ts';
import { RunningQuestions } from './running-questions.ts';

const ENVIRONMENTS = {
  'acme.shop.prod': 'eu1/acme-prod',
  'acme.shop.dev': 'eu1/acme-dev',
  'globex.shop.prod': 'eu1/globex-prod',
};

const callerOf = (id: string): Caller => ({
  principal: { kind: 'token', id, name: id, node: null, permissions: new Set() },
  session: null,
  mustChangePassword: false,
  expiresAtMs: null,
});

/** Questions of both tenants under way, and what may happen to them. */
function world() {
  let directory = directoryOf({ environments: ENVIRONMENTS });
  const listeners: { revoked: RevocationListener | null; changed: (() => void) | null } = {
    revoked: null,
    changed: null,
  };
  const running = new RunningQuestions({
    scopes: {
      grantTo: (_, scopeName) => {
        const scope = scopeIn(directory, scopeName);
        if (scope.pairs.length === 0) throw new AppError('scope_denied', 'nothing is held there');
        return scope;
      },
    },
    revocations: {
      subscribe: (listener) => {
        listeners.revoked = listener;
        return () => undefined;
      },
    },
    onDirectoryChange: (listener) => {
      listeners.changed = listener;
    },
  });
  const questionOf = (tenant: string) => {
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    const scope = scopeIn(directory, tenant);
    const permission = 'metrics:read' as const;
    return { caller: callerOf(tenant), scopeName: tenant, permission, scope, response };
  };
  return {
    running,
    questionOf,
    revoke: (revocation: Revocation) => listeners.revoked?.(revocation),
    change: (environments: Readonly<Record<string, string>>) => {
      directory = directoryOf({ environments, tenants: ['acme'] });
      listeners.changed?.();
    },
  };
}

describe('a question under way', () => {
  it.each<[string, (of: ReturnType<typeof world>) => void]>([
    ['its token is revoked', ({ revoke }) => revoke({ kind: 'token', token: 'acme' })],
    ['the scope is gone', ({ change }) => change({ 'globex.shop.prod': 'eu1/globex-prod' })],
    ['a part of it is', ({ change }) => change({ ...ENVIRONMENTS, 'acme.shop.dev': 'eu1/moved' })],
  ])('is cut off when %s, and no other', (_, happen) => {
    const of = world();
    const [mine, other] = ['acme', 'globex'].map(of.questionOf);
    if (!mine || !other) throw new Error('two questions');
    of.running.begin(mine);
    of.running.begin(other);
    happen(of);
    expect([mine.response.destroyed, other.response.destroyed]).toEqual([true, false]);
  });

  it('is cut off when it read audit, and may no longer, of the same places', () => {
    const of = world();
    const [reads, other] = ['acme', 'acme'].map(of.questionOf);
    if (!reads || !other) throw new Error('two questions');
    const { name, pairs, clusters } = reads.scope;
    const mine = { ...reads, scope: grantScope(name, pairs, clusters, true) };
    of.running.begin(mine);
    of.running.begin(other);
    of.change(ENVIRONMENTS);
    expect([mine.response.destroyed, other.response.destroyed]).toEqual([true, false]);
  });

  it('goes on when the scope grows, and when it has ended nothing is cut', () => {
    const of = world();
    const [mine, ended] = [of.questionOf('acme'), of.questionOf('acme')];
    of.running.begin(mine);
    of.running.end(of.running.begin(ended));
    of.change({ ...ENVIRONMENTS, 'acme.shop.test': 'eu1/acme-test' });
    expect(mine.response.destroyed).toBe(false);
    of.revoke({ kind: 'token', token: 'acme' });
    expect([mine.response.destroyed, ended.response.destroyed]).toEqual([true, false]);
  });
});

describe('work', () => {
  it('is told when its client goes away', async () => {
    const of = world();
    const question = of.questionOf('acme');
    const done = of.running.during(
      question,
      (gone) =>
        new Promise((_, reject) => gone.addEventListener('abort', () => reject(gone.reason))),
    );
    question.response.emit('close');
    await expect(done).rejects.toMatchObject({ kind: 'timeout' });
    expect(question.response.listenerCount('close')).toBe(0);
  });

  it('is not begun for a client that is gone', async () => {
    const of = world();
    const question = of.questionOf('acme');
    question.response.destroy();
    let begun = false;
    const done = of.running.during(question, () => {
      begun = true;
      return Promise.resolve();
    });
    await expect(done).rejects.toMatchObject({ kind: 'timeout' });
    expect(begun).toBe(false);
  });

  it('that has ended is under way no longer, however it ended', async () => {
    const of = world();
    const [good, bad] = [of.questionOf('acme'), of.questionOf('acme')];
    expect(await of.running.during(good, () => Promise.resolve(1))).toBe(1);
    await expect(of.running.during(bad, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    of.revoke({ kind: 'token', token: 'acme' });
    expect([good.response.destroyed, bad.response.destroyed]).toEqual([false, false]);
  });
});
