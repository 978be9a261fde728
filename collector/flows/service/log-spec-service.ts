import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { BatchOutcome } from '../../../platform/state/state.ts';
import { authorOf } from '../../../platform/tenancy/author.ts';
import { type Page, type PageRequest, pageOfNewest } from '../../../platform/tenancy/keyset.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import {
  alreadyExists,
  lostRace,
  notFound,
  refuseFindings,
  refuseOtherRevision,
  scopeDenied,
  stillReferenced,
  unexpectedOutcome,
} from '../../../platform/tenancy/refusals.ts';
import { printScopeName } from '../../../platform/tenancy/scope-name.ts';
import { specOf } from '../documents.ts';
import {
  isFlow,
  type LogSpec,
  type LogSpecContent,
  type LogSpecKind,
  type OfKind,
} from '../log-spec.ts';
import { printLogSpecBody, withoutSecrets } from '../store/log-spec-body.ts';
import type { LogSpecChange, LogSpecRepository } from '../store/log-spec-repository.ts';
import { type CollectorPermission, mayOn, mayWithin } from './log-spec-access.ts';
import {
  type AdmissionOptions,
  LogSpecAdmission,
  type LogSpecWrite,
} from './log-spec-admission.ts';
import {
  keepSecrets,
  openOutputSecrets,
  type Sealer,
  sealOutputSecrets,
} from './output-secrets.ts';

export interface LogSpecServiceOptions extends AdmissionOptions {
  readonly specs: LogSpecRepository;
  readonly sealer: Sealer;
  readonly clock: Clock;
  /** Makes a ULID. */
  readonly newId: () => string;
  /** Most flows, outputs and tailers of one owner, inclusive. */
  readonly maxPerOwner: number;
  /** Called after each committed change: delivery should begin at once. */
  readonly changed: () => void;
}

/** Whose and what. */
export interface LogSpecAsk {
  readonly principal: Principal;
  readonly owner: string;
  readonly kind: LogSpecKind;
}

type Saved = Omit<LogSpec, keyof LogSpecContent>;

/**
 * Flows, outputs and tailers for people: who may do what is decided here, whatever the route has asked
 * for. Secrets go in and never come out.
 *
 * All methods throw AppError: `scope_denied` (the same for unknown owners), `not_found` for what is
 * not there, of another owner, or not readable; `invalid` with all findings; `precondition_failed`
 * for a lost race; `limited`; `conflict` for a name that is taken or an output that flows use.
 */
export class LogSpecService {
  readonly #options: LogSpecServiceOptions;
  readonly #admission: LogSpecAdmission;

  constructor(options: LogSpecServiceOptions) {
    this.#options = options;
    this.#admission = new LogSpecAdmission(options);
  }

  /** Newest first; only what the caller can read. */
  list({ principal, owner, kind }: LogSpecAsk, page: PageRequest): Page<LogSpec> {
    this.#within(principal, owner, 'collectors:read');
    const directory = this.#options.directory();
    const readable = this.#options.specs
      .ofOwner(owner, kind)
      .filter(({ scope }) => mayOn(directory, principal, scope, 'collectors:read'));
    return pageOfNewest(readable, page);
  }

  get({ principal, owner, kind }: LogSpecAsk, id: string): LogSpec {
    this.#within(principal, owner, 'collectors:read');
    return this.#readable(principal, owner, kind, id);
  }

  /** Newest first; of deleted ones as well. */
  async history(
    { principal, owner, kind }: LogSpecAsk,
    id: string,
  ): Promise<readonly LogSpecChange[]> {
    this.#within(principal, owner, 'collectors:read');
    const changes = await this.#options.specs.changes(id);
    const [last] = changes;
    const directory = this.#options.directory();
    const isVisible =
      last?.owner === owner &&
      last.content.kind === kind &&
      mayOn(directory, principal, last.content.scope, 'collectors:read');
    if (!isVisible) throw notFound(nameOf(kind, id));
    return changes;
  }

  /** What the draft says, in both ways of writing it; saves nothing. */
  async preview(write: LogSpecWrite): Promise<LogSpecContent> {
    const content = await this.#admission.check(write, 'collectors:read');
    return content.kind === 'output'
      ? { ...content, fields: withoutSecrets(content.fields) }
      : content;
  }

  /** @param creationKey equal keys of one caller create one; null for none. */
  async create(write: LogSpecWrite, creationKey: string | null): Promise<LogSpec> {
    const content = await this.#admission.check(write, 'collectors:write');
    const { principal, owner, kind } = write;
    const key = creationKey === null ? null : `${principal.id}:${kind}:${creationKey}`;
    const earlier = key && (await this.#createdBefore(owner, key, content));
    if (earlier) return earlier;
    const { specs, clock, newId, maxPerOwner } = this.#options;
    const nowMs = clock.nowMs();
    const saved = { id: newId(), owner, revision: 1, createdAtMs: nowMs, updatedAtMs: nowMs };
    const spec = this.#sealed(
      content,
      { ...saved, sealedSecrets: '', updatedBy: principal.name },
      null,
    );
    const outcome = await specs.create(spec, {
      author: authorOf(principal),
      creationKey: key,
      limit: maxPerOwner,
    });
    if (outcome.kind === 'conflict' && key) {
      const winner = await this.#createdBefore(owner, key, content);
      if (winner) return winner;
    }
    refuse(outcome, spec, maxPerOwner);
    this.#options.changed();
    return spec;
  }

  /** @param revision from If-Match; null overwrites whatever is there. */
  async update(write: LogSpecWrite, id: string, revision: number | null): Promise<LogSpec> {
    const { principal, owner, kind } = write;
    const before = this.#writable(principal, owner, kind, id);
    const content = await this.#admission.check(write, 'collectors:write');
    refuseOtherRevision(nameOf(kind, before.name), before, revision);
    if (printScopeName(content.scope) !== printScopeName(before.scope)) {
      refuseFindings('It cannot be changed', [
        { path: '/scope', message: `it belongs to ${printScopeName(before.scope)} for good` },
      ]);
    }
    return this.#replace(before, content, principal);
  }

  /** Makes it what it was at a revision: a change like any other. */
  async restore(ask: LogSpecAsk, id: string, revision: number): Promise<LogSpec> {
    const changes = await this.history(ask, id);
    const content = changes.find((change) => change.revision === revision)?.content;
    if (!content) throw notFound(`Revision ${revision} of ${nameOf(ask.kind, id)}`);
    const { scope, enabled, name } = content;
    const draft = { scope: printScopeName(scope), enabled, name, spec: specOf(content) };
    const write = { ...ask, draft };
    return this.#options.specs.get(id) ? this.update(write, id, null) : this.create(write, null);
  }

  /** @param revision from If-Match; null deletes whatever is there. */
  async delete(ask: LogSpecAsk, id: string, revision: number | null): Promise<void> {
    const { principal, owner, kind } = ask;
    const spec = this.#writable(principal, owner, kind, id);
    refuseOtherRevision(nameOf(kind, spec.name), spec, revision);
    const users = this.#flowsOf(spec);
    if (users.length > 0)
      throw stillReferenced(`Output ${spec.name} cannot be deleted`, 'flows', users);
    const { specs, clock, maxPerOwner } = this.#options;
    const author = authorOf(principal);
    refuse(await specs.remove(spec, { author, atMs: clock.nowMs() }), spec, maxPerOwner);
    this.#options.changed();
  }

  /** Why the spec may not be delivered now; null when it may. */
  refusal(spec: LogSpec): Promise<string | null> {
    return this.#admission.refusal(spec);
  }

  async #replace(before: LogSpec, content: LogSpecContent, principal: Principal): Promise<LogSpec> {
    const { specs, clock, maxPerOwner } = this.#options;
    const atMs = Math.max(clock.nowMs(), before.updatedAtMs);
    const { id, owner, sealedSecrets, createdAtMs } = before;
    const revision = before.revision + 1;
    const saved = { id, owner, sealedSecrets, createdAtMs, revision, updatedAtMs: atMs };
    const next = this.#sealed(content, { ...saved, updatedBy: principal.name }, before);
    const isSame = printLogSpecBody(before) === printLogSpecBody(next);
    if (isSame && !entersSecret(content)) return before;
    const author = authorOf(principal);
    refuse(await specs.replace(next, { author, atMs }), next, maxPerOwner);
    this.#options.changed();
    return next;
  }

  #sealed(content: LogSpecContent, saved: Saved, before: LogSpec | null): LogSpec {
    if (content.kind !== 'output') return { ...content, ...saved };
    const { sealer } = this.#options;
    const earlier =
      before?.kind === 'output'
        ? { fields: before.fields, values: openOutputSecrets(sealer, before) }
        : null;
    const kept = keepSecrets(content.fields, earlier);
    if (kept.kind === 'refused') refuseFindings('The output cannot be saved', kept.findings);
    const values = kept.kind === 'secrets' ? kept.values : new Map<string, string>();
    const sealedSecrets = sealOutputSecrets(sealer, saved.owner, saved.id, values);
    return { ...content, fields: withoutSecrets(content.fields), ...saved, sealedSecrets };
  }

  /** Names of the flows that send to the output. */
  #flowsOf(spec: LogSpec): readonly string[] {
    if (spec.kind !== 'output') return [];
    const directory = this.#options.directory();
    const sends = ({ scope, fields }: OfKind<'flow'>): boolean => {
      if (spec.scope.kind !== 'platform') {
        const isSame = printScopeName(scope) === printScopeName(spec.scope);
        return isSame && fields.localOutputRefs.includes(spec.name);
      }
      const cluster =
        scope.kind === 'platform' ? scope.cluster : directory.environmentAt(scope.node)?.cluster;
      return cluster === spec.scope.cluster && fields.globalOutputRefs.includes(spec.name);
    };
    return this.#options.specs
      .all()
      .filter(isFlow)
      .filter(sends)
      .map(({ name }) => name);
  }

  #within(principal: Principal, owner: string, permission: CollectorPermission): void {
    if (!mayWithin(this.#options.directory(), principal, owner, permission)) throw scopeDenied();
  }

  #readable(principal: Principal, owner: string, kind: LogSpecKind, id: string): LogSpec {
    const spec = this.#options.specs.get(id);
    const isOwn = spec?.owner === owner && spec.kind === kind;
    const directory = this.#options.directory();
    if (isOwn && mayOn(directory, principal, spec.scope, 'collectors:read')) return spec;
    throw notFound(nameOf(kind, id));
  }

  #writable(principal: Principal, owner: string, kind: LogSpecKind, id: string): LogSpec {
    this.#within(principal, owner, 'collectors:write');
    const spec = this.#readable(principal, owner, kind, id);
    const directory = this.#options.directory();
    if (mayOn(directory, principal, spec.scope, 'collectors:write')) return spec;
    throw scopeDenied();
  }

  async #createdBefore(
    owner: string,
    key: string,
    content: LogSpecContent,
  ): Promise<LogSpec | undefined> {
    const earlier = await this.#options.specs.createdWith(owner, key);
    if (!earlier) return undefined;
    if (printLogSpecBody(earlier.original) === printLogSpecBody(content)) return earlier.spec;
    const message = 'The Idempotency-Key was used for something else. Choose a new one.';
    throw new AppError('conflict', message);
  }
}

function entersSecret(content: LogSpecContent): boolean {
  return (
    content.kind === 'output' &&
    JSON.stringify(content.fields) !== JSON.stringify(withoutSecrets(content.fields))
  );
}

function nameOf(kind: LogSpecKind, id: string): string {
  const noun = { flow: 'Flow', output: 'Output', tailer: 'Tailer' }[kind];
  return `${noun} ${id}`;
}

function refuse(outcome: BatchOutcome, spec: LogSpec, maxPerOwner: number): void {
  if (outcome.kind === 'committed') return;
  if (outcome.kind === 'conflict') throw alreadyExists(nameOf(spec.kind, spec.name));
  switch (outcome.statement) {
    case 'log_spec.replace':
    case 'log_spec.delete':
      throw lostRace(nameOf(spec.kind, spec.name));
    case 'log_spec.name_free':
      throw alreadyExists(nameOf(spec.kind, spec.name));
    case 'log_spec.tenant_stands':
      throw new AppError('conflict', `Tenant ${spec.owner} was changed meanwhile. Try again.`);
    case 'log_spec.below_limit': {
      const message = `${spec.owner} has ${maxPerOwner} flows and outputs, the most allowed. Delete one.`;
      throw new AppError('limited', message);
    }
    default:
      throw unexpectedOutcome('log-specs', outcome.statement);
  }
}
