import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { BatchOutcome } from '../../../platform/state/state.ts';
import { holds } from '../../../platform/tenancy/authorize.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import { ownerNode } from '../../../platform/tenancy/node.ts';
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
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import type { RuleTemplate } from '../../../queries/templates/rules/rule-template.ts';
import {
  findRuleTemplate,
  RULE_TEMPLATES,
} from '../../../queries/templates/rules/rule-templates.ts';
import type { TemplateDocument } from '../../../queries/templates/rules/template-document.ts';
import { templateReads } from '../../../queries/templates/rules/template-reads.ts';
import {
  readTemplate,
  validateTemplate,
} from '../../../queries/templates/rules/validate-template.ts';
import { mayWithin } from '../rule-access.ts';
import type { RuleBook } from '../rule-book.ts';
import type { OwnTemplate } from './own-template.ts';
import { MAX_TEMPLATES, type TemplateBook } from './template-book.ts';

/** A template as an owner sees it; `own` is null for a built-in one. */
export interface KnownTemplate {
  readonly template: RuleTemplate;
  readonly own: OwnTemplate | null;
}

export interface TemplateServiceOptions {
  readonly book: TemplateBook;
  readonly rules: Pick<RuleBook, 'all'>;
  readonly directory: () => Directory;
  /** Severities of an owner, most severe first. */
  readonly ladderOf: (owner: string) => readonly string[];
  readonly clock: Clock;
}

export interface TemplateWrite {
  readonly principal: Principal;
  readonly owner: string;
  readonly document: unknown;
}

/**
 * The catalogue of rule templates for people: the built-in ones that an owner can use, and its own.
 * Who may write rules on the whole owner may write its templates.
 *
 * All methods throw AppError: `scope_denied` (the same for unknown owners), `not_found`, `invalid` with
 * all findings of the lint, `precondition_failed` for a lost race, `conflict`, `limited`.
 */
export class TemplateService {
  readonly #options: TemplateServiceOptions;

  constructor(options: TemplateServiceOptions) {
    this.#options = options;
  }

  /** The owner's own first, then the catalogue in its order. */
  list(principal: Principal, owner: string): readonly KnownTemplate[] {
    this.#mayRead(principal, owner);
    const own = this.#options.book.ofOwner(owner);
    return [
      ...own.map((one) => ({ template: one.template, own: one })),
      ...RULE_TEMPLATES.filter((template) => isFor(owner, template)).map(builtIn),
    ];
  }

  get(principal: Principal, owner: string, id: string): KnownTemplate {
    this.#mayRead(principal, owner);
    const own = this.#options.book.get(owner, id);
    if (own) return { template: own.template, own };
    const template = this.find(owner, id);
    if (!template) throw notFound(`Template ${id}`);
    return builtIn(template);
  }

  /** A template that rules of the owner may be made from. */
  find(owner: string, id: string): RuleTemplate | undefined {
    const own = this.#options.book.get(owner, id);
    if (own) return own.template;
    const template = findRuleTemplate(id);
    return template && isFor(owner, template) ? template : undefined;
  }

  async create(write: TemplateWrite): Promise<KnownTemplate> {
    this.#mayWrite(write.principal, write.owner);
    const read = this.#check(write);
    const nowMs = this.#options.clock.nowMs();
    const updatedBy = write.principal.name;
    const times = { createdAtMs: nowMs, updatedAtMs: nowMs };
    const own: OwnTemplate = { owner: write.owner, ...read, revision: 1, ...times, updatedBy };
    refuse(await this.#options.book.create(own), own);
    return { template: own.template, own };
  }

  /** @param revision from If-Match; null overwrites whatever is there. */
  async update(write: TemplateWrite, id: string, revision: number | null): Promise<KnownTemplate> {
    const before = this.#writable(write.principal, write.owner, id);
    refuseOtherRevision(`Template ${id}`, before, revision);
    const read = this.#check(write);
    if (read.template.id !== id) {
      refuseFindings(`Template ${id}`, [
        { path: '/rule', message: 'resource and name make its id, which does not change' },
      ]);
    }
    const updatedAtMs = Math.max(this.#options.clock.nowMs(), before.updatedAtMs);
    const updatedBy = write.principal.name;
    const own = { ...before, ...read, revision: before.revision + 1, updatedAtMs, updatedBy };
    refuse(await this.#options.book.replace(own), own);
    return { template: own.template, own };
  }

  /** Rules keep what their template was, but would lose its form: so it stays while one uses it. */
  async delete(
    principal: Principal,
    owner: string,
    id: string,
    revision: number | null,
  ): Promise<void> {
    const own = this.#writable(principal, owner, id);
    refuseOtherRevision(`Template ${id}`, own, revision);
    const users = this.#options.rules
      .all()
      .filter((rule) => rule.owner === owner && rule.source.kind === 'template')
      .filter(({ source }) => source.kind === 'template' && source.template.id === id)
      .map(({ name }) => name);
    if (users.length > 0) throw stillReferenced(`Template ${id} cannot be deleted`, 'rules', users);
    refuse(await this.#options.book.remove(own), own);
  }

  #check({ owner, document }: TemplateWrite): {
    readonly document: TemplateDocument;
    readonly template: RuleTemplate;
  } {
    const ladder = this.#options.ladderOf(owner);
    const validated = validateTemplate(document, { isPlatform: owner === PLATFORM, ladder });
    if (validated.kind === 'refused') {
      const findings = validated.findings.map(({ path, message }) => ({
        path,
        message: message.en,
      }));
      refuseFindings('The template cannot be saved', findings);
    }
    const read = readTemplate(document);
    if (read) return read;
    throw new AppError('internal', 'A template was let in that cannot be read.');
  }

  #mayRead(principal: Principal, owner: string): void {
    const { directory } = this.#options;
    if (!mayWithin(directory(), principal, owner, 'rules:read')) throw scopeDenied();
  }

  #mayWrite(principal: Principal, owner: string): void {
    const directory = this.#options.directory();
    const isKnown = mayWithin(directory, principal, owner, 'rules:write');
    if (!isKnown || !holds(directory, principal, ownerNode(owner), 'rules:write')) {
      throw scopeDenied();
    }
  }

  #writable(principal: Principal, owner: string, id: string): OwnTemplate {
    this.#mayWrite(principal, owner);
    const own = this.#options.book.get(owner, id);
    if (own) return own;
    if (findRuleTemplate(id)) {
      throw new AppError('conflict', `Template ${id} is built in. Copy it under another name.`);
    }
    throw notFound(`Template ${id}`);
  }
}

function builtIn(template: RuleTemplate): KnownTemplate {
  return { template, own: null };
}

/** What has no namespace is the platform's. */
function isFor(owner: string, template: RuleTemplate): boolean {
  return owner === PLATFORM || templateReads(template).namespaced;
}

function refuse(outcome: BatchOutcome, { owner, template }: OwnTemplate): void {
  if (outcome.kind === 'committed') return;
  if (outcome.kind === 'conflict') throw alreadyExists(`Template ${template.id}`);
  if (outcome.statement === 'rule_template.below_limit') {
    const message = `${owner} has ${MAX_TEMPLATES} templates, the most allowed. Delete one.`;
    throw new AppError('limited', message);
  }
  if (outcome.statement === 'rule_template.insert') throw alreadyExists(`Template ${template.id}`);
  if (outcome.statement.startsWith('rule_template.')) throw lostRace(`Template ${template.id}`);
  throw unexpectedOutcome('rule-templates', outcome.statement);
}
