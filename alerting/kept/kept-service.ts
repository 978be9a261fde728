import type { Clock } from '../../platform/clock/clock.ts';
import { AppError, type ErrorDetail } from '../../platform/errors/app-error.ts';
import type { BatchOutcome, Statement } from '../../platform/state/state.ts';
import { holds } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import {
  keyAfter,
  type Page,
  type PageRequest,
  pageFrom,
  rowsFor,
} from '../../platform/tenancy/keyset.ts';
import { ownerNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import {
  alreadyExists,
  lostRace,
  notFound,
  refuseFindings,
  refuseOtherRevision,
  scopeDenied,
  unexpectedOutcome,
} from '../../platform/tenancy/refusals.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import { mayWithin } from '../rules/rule-access.ts';
import type { KeptAmendment, KeptChange, KeptRepository } from './kept-repository.ts';
import type { KeptThing, NamedContent } from './kept-thing.ts';

/** What people sent, judged. */
export type KeptVerdict<Content> =
  | { readonly kind: 'valid'; readonly content: Content }
  | { readonly kind: 'invalid'; readonly findings: readonly ErrorDetail[] };

export interface KeptServiceOptions<Content extends NamedContent, Draft> {
  readonly things: KeptRepository<Content>;
  /** @param before what is replaced; null for a new one */
  readonly check: (owner: string, draft: Draft, before: Content | null) => KeptVerdict<Content>;
  /** What a write needs beside `rules:write` on the owner; nothing by default. */
  readonly allows?: (principal: Principal, owner: string, draft: Draft) => boolean;
  readonly directory: () => Directory;
  readonly ladderOf: (owner: string) => readonly string[];
  /** Precondition that a tenant stands with this ladder: `ownerStands`. */
  readonly ownerStands: (tenant: string, ladder: readonly string[]) => Statement;
  /** Committed with every change of the thing. */
  readonly beside?: (thing: KeptThing<Content>, atMs: number) => readonly Statement[];
  readonly clock: Clock;
  /** Makes a ULID. */
  readonly newId: () => string;
}

export interface KeptWrite<Draft> {
  readonly principal: Principal;
  readonly owner: string;
  readonly draft: Draft;
}

/**
 * Kept things for people. Whoever may read rules anywhere within the owner may read them; writing needs
 * `rules:write` on the owner as a whole.
 *
 * All methods throw AppError: `scope_denied` (the same for unknown owners); `not_found`, also for a
 * thing of another owner; `invalid` with all findings; `precondition_failed` for a lost race; `conflict`
 * for a name that is taken or a tenant that was changed meanwhile; `limited` when the owner's are used up.
 */
export class KeptService<Content extends NamedContent, Draft> {
  readonly #options: KeptServiceOptions<Content, Draft>;

  constructor(options: KeptServiceOptions<Content, Draft>) {
    this.#options = options;
  }

  /** Newest first. */
  list(principal: Principal, owner: string, page: PageRequest): Page<KeptThing<Content>> {
    this.#mayRead(principal, owner);
    const after = keyAfter(page);
    const found = this.#options.things
      .ofOwner(owner)
      .filter((thing) => after === '' || thing.id < after)
      .slice(0, rowsFor(page));
    return pageFrom(found, page, (thing) => thing.id);
  }

  get(principal: Principal, owner: string, id: string): KeptThing<Content> {
    this.#mayRead(principal, owner);
    return this.#existing(owner, id);
  }

  /** Newest first; of deleted things as well. */
  async history(
    principal: Principal,
    owner: string,
    id: string,
  ): Promise<readonly KeptChange<Content>[]> {
    this.#mayRead(principal, owner);
    const changes = await this.#options.things.changes(id);
    if (changes[0]?.owner !== owner) throw notFound(this.#what(id));
    return changes;
  }

  async create({ principal, owner, draft }: KeptWrite<Draft>): Promise<KeptThing<Content>> {
    this.#mayWrite(principal, owner, draft);
    const { things, clock, newId } = this.#options;
    const content = this.#check(owner, draft, null);
    const nowMs = clock.nowMs();
    const times = { createdAtMs: nowMs, updatedAtMs: nowMs, updatedBy: principal.name };
    const thing: KeptThing<Content> = { id: newId(), owner, content, revision: 1, ...times };
    this.#refuse(await things.create(thing, this.#amendment(principal, thing, nowMs)), thing);
    return thing;
  }

  /** @param revision from If-Match; null overwrites whatever is there. */
  async update(
    { principal, owner, draft }: KeptWrite<Draft>,
    id: string,
    revision: number | null,
  ): Promise<KeptThing<Content>> {
    this.#mayWrite(principal, owner, draft);
    const before = this.#existing(owner, id);
    refuseOtherRevision(this.#what(before.content.name), before, revision);
    const content = this.#check(owner, draft, before.content);
    const { things, clock } = this.#options;
    if (things.kind.print(content) === things.kind.print(before.content)) return before;
    const updatedAtMs = Math.max(clock.nowMs(), before.updatedAtMs);
    const changed = { revision: before.revision + 1, updatedAtMs, updatedBy: principal.name };
    const thing: KeptThing<Content> = { ...before, content, ...changed };
    const amendment = this.#amendment(principal, thing, updatedAtMs);
    this.#refuse(await things.replace(thing, amendment), thing);
    return thing;
  }

  /** @param revision from If-Match; null deletes whatever is there. */
  async delete(
    principal: Principal,
    owner: string,
    id: string,
    revision: number | null,
  ): Promise<void> {
    this.#mayWrite(principal, owner);
    const thing = this.#existing(owner, id);
    refuseOtherRevision(this.#what(thing.content.name), thing, revision);
    const { things, clock } = this.#options;
    const amendment = this.#amendment(principal, thing, clock.nowMs());
    this.#refuse(await things.remove(thing, amendment), thing);
  }

  #check(owner: string, draft: Draft, before: Content | null): Content {
    const verdict = this.#options.check(owner, draft, before);
    if (verdict.kind === 'valid') return verdict.content;
    const what = `The ${this.#options.things.kind.noun.toLowerCase()} cannot be saved`;
    refuseFindings(what, verdict.findings);
    throw new AppError('invalid', `${what}.`);
  }

  #amendment(principal: Principal, thing: KeptThing<Content>, atMs: number): KeptAmendment {
    const { ownerStands, ladderOf, beside } = this.#options;
    const { owner } = thing;
    const stands = owner === PLATFORM ? [] : [ownerStands(owner, ladderOf(owner))];
    const author = { id: principal.id, name: principal.name };
    return { author, atMs, statements: [...stands, ...(beside?.(thing, atMs) ?? [])] };
  }

  #refuse(outcome: BatchOutcome, thing: KeptThing<Content>): void {
    if (outcome.kind === 'committed') return;
    const { kind } = this.#options.things;
    const what = this.#what(thing.content.name);
    if (outcome.kind === 'conflict') throw alreadyExists(what);
    switch (outcome.statement) {
      case 'kept.replace':
      case 'kept.delete':
        throw lostRace(what);
      case 'kept.below_limit':
        throw new AppError('limited', `${thing.owner} has ${kind.limit} ${kind.nouns}.`);
      case 'rule.owner_stands':
        throw new AppError('conflict', `Tenant ${thing.owner} was changed meanwhile. Try again.`);
      default:
        throw unexpectedOutcome(kind.nouns, outcome.statement);
    }
  }

  #mayRead(principal: Principal, owner: string): void {
    if (!mayWithin(this.#options.directory(), principal, owner, 'rules:read')) throw scopeDenied();
  }

  #mayWrite(principal: Principal, owner: string, draft?: Draft): void {
    const { directory, allows } = this.#options;
    const isHeld = holds(directory(), principal, ownerNode(owner), 'rules:write');
    const isAllowed = draft === undefined || (allows?.(principal, owner, draft) ?? true);
    if (!isHeld || !isAllowed) throw scopeDenied();
  }

  #existing(owner: string, id: string): KeptThing<Content> {
    const thing = this.#options.things.get(owner, id);
    if (!thing) throw notFound(this.#what(id));
    return thing;
  }

  #what(name: string): string {
    return `${this.#options.things.kind.noun} ${name}`;
  }
}
