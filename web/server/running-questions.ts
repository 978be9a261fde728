import type { ServerResponse } from 'node:http';
import { AppError } from '../../platform/errors/app-error.ts';
import { Slots } from '../../platform/model/slots.ts';
import type { Revocations } from '../../platform/tenancy/revocations.ts';
import type { Permission } from '../../platform/tenancy/roles.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import type { Caller } from './request-context.ts';
import { concerns } from './revocation-concerns.ts';
import type { ScopeGate } from './scope-gate.ts';

/** A question of a tenant that is being answered. */
export interface RunningQuestion {
  /** Null for none that can lose anything. */
  readonly caller: Caller | null;
  /** As it was asked for, e.g. `acme.shop`. */
  readonly scopeName: string;
  readonly permission: Permission;
  /** As it was granted. */
  readonly scope: Scope;
  readonly response: ServerResponse;
}

export interface RunningQuestionsOptions {
  readonly scopes: Pick<ScopeGate, 'grantTo'>;
  readonly revocations: Pick<Revocations, 'subscribe'>;
  readonly onDirectoryChange: (listener: () => void) => unknown;
}

/**
 * The questions under way. One whose caller loses the right to it ends at once: its connection is
 * cut, and with it the question to the backend.
 */
export class RunningQuestions {
  readonly #running = new Slots<RunningQuestion>();
  readonly #scopes: Pick<ScopeGate, 'grantTo'>;

  constructor({ scopes, revocations, onDirectoryChange }: RunningQuestionsOptions) {
    this.#scopes = scopes;
    revocations.subscribe((revocation) =>
      this.#endThose(({ caller }) => caller !== null && concerns(revocation, caller)),
    );
    onDirectoryChange(() => this.#endThose((question) => !this.#mayGoOn(question)));
  }

  /** @returns what `end` is to be called with, once */
  begin(question: RunningQuestion): number {
    return this.#running.add(question);
  }

  end(begun: number): void {
    this.#running.remove(begun);
  }

  /**
   * Under way for as long as `work` is.
   * @param work is told by its signal when the client went away, or lost the right and was cut off;
   *   not begun at all for a client that is gone already
   * @throws AppError `timeout` then, and what `work` throws
   */
  async during<T>(question: RunningQuestion, work: (gone: AbortSignal) => Promise<T>): Promise<T> {
    const { response } = question;
    const gone = new AbortController();
    const onClose = () => gone.abort(new AppError('timeout', 'the client went away'));
    if (response.destroyed) onClose();
    gone.signal.throwIfAborted();
    response.once('close', onClose);
    const begun = this.begin(question);
    try {
      return await work(gone.signal);
    } finally {
      this.end(begun);
      response.off('close', onClose);
    }
  }

  /** What was granted may have grown since; none of it may be gone. */
  #mayGoOn({ caller, scopeName, permission, scope }: RunningQuestion): boolean {
    if (!caller) return true;
    try {
      const now = this.#scopes.grantTo(caller.principal, scopeName, permission);
      if (now.key === scope.key) return true;
      if (scope.readsAudit && !now.readsAudit) return false;
      const held = new Set(now.pairs.map(pairText));
      return scope.pairs.every((pair) => held.has(pairText(pair)));
    } catch (thrown) {
      if (thrown instanceof AppError) return false;
      throw thrown;
    }
  }

  #endThose(condition: (question: RunningQuestion) => boolean): void {
    for (const question of this.#running.values()) {
      if (condition(question)) question.response.destroy();
    }
  }
}

function pairText({ cluster, namespace }: Scope['pairs'][number]): string {
  return `${cluster}/${namespace}`;
}
