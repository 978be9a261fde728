import { AppError } from '../../../platform/errors/app-error.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import { scopeDenied } from '../../../platform/tenancy/refusals.ts';
import { parseScopeName, printScopeName } from '../../../platform/tenancy/scope-name.ts';
import type { BilingualText } from '../../../queries/templates/named-metric.ts';
import type { Rule } from '../rule.ts';
import type { RuleDraft } from '../rule-draft.ts';
import type { RuleLanguage } from '../rule-language.ts';
import type { RuleService } from '../rule-service.ts';
import { convertDocument } from './convert-document.ts';
import { type ExchangeFinding, said } from './exchange-finding.ts';
import type { ExchangeDialect, ExchangeDocument, ExchangePlace } from './exchange-group.ts';
import { exportRule } from './export-rule.ts';
import { type ImportLine, importRules } from './import-rules.ts';
import { readRules } from './read-rules.ts';
import { writeRules } from './write-rules.ts';

export interface ImportRequest {
  /** YAML or JSON in any of the dialects. */
  readonly text: string;
  /** Of files that do not say it; undefined: told from the expressions. */
  readonly language: RuleLanguage | undefined;
  readonly scope: string;
  /** Of groups that name no interval; a duration. */
  readonly interval: string;
  readonly severities: ReadonlyMap<string, string>;
  readonly defaultSeverity: string | null;
  readonly channels: readonly string[];
  readonly enabled: boolean;
  /** False: nothing is saved, the report says what would be. */
  readonly apply: boolean;
  /** Whether the others are saved when some cannot be taken; otherwise none is. */
  readonly leaveOutRefused: boolean;
}

export interface ImportAnswer {
  readonly report: readonly ImportLine[];
  readonly notes: readonly ExchangeFinding[];
  /** How many rules of ours they come to. */
  readonly rules: number;
  /** Those that were saved, in the order of the text; none unless asked to apply. */
  readonly created: readonly Rule[];
}

export interface ExportRequest {
  /** Null: all that the caller can read. */
  readonly ids: readonly string[] | null;
  /** Rules of exactly this scope; null: of any. */
  readonly scope: string | null;
  readonly dialect: ExchangeDialect;
  /** Objects, and namespaces of rulers, need one. */
  readonly place: ExchangePlace | null;
  readonly tenantId: string | null;
}

export interface ExportAnswer {
  /** Empty when there was nothing that the dialect can hold. */
  readonly text: string;
  readonly rules: number;
  readonly leftOut: readonly {
    readonly id: string;
    readonly name: string;
    readonly reason: BilingualText;
  }[];
  /** What the dialect has no field for. */
  readonly lost: readonly BilingualText[];
}

const MAX_IMPORTED = 1_000;

/** Rules in and out in the field's formats, for people. */
export class RuleExchange {
  readonly #rules: Pick<RuleService, 'contextOf' | 'judge' | 'createAll' | 'readable'>;

  constructor(rules: Pick<RuleService, 'contextOf' | 'judge' | 'createAll' | 'readable'>) {
    this.#rules = rules;
  }

  /**
   * All rules of a text, or none; what can be left out is left out only when it was asked for.
   * @throws AppError `invalid` when the text cannot be read, holds too much, or, with `apply`, some
   * rule cannot be taken; `scope_denied`, `limited`.
   */
  async import(principal: Principal, owner: string, request: ImportRequest): Promise<ImportAnswer> {
    const known = this.#rules.contextOf(principal, owner);
    const read = readRules(request.text, request.language);
    if (read.kind === 'refused') throw unreadable(read.finding);
    const imported = importRules(read, { ...request, ...known });
    if (imported.drafts.length > MAX_IMPORTED) {
      const many = `${imported.drafts.length} rules; at most ${MAX_IMPORTED} are taken at once`;
      throw new AppError('invalid', `The text holds ${many}. Split it.`);
    }
    const refusals = this.#judge(principal, owner, imported.drafts);
    const report = imported.report.map((line) => judged(line, refusals));
    const drafts = imported.drafts.filter((_, index) => !refusals.has(index));
    const answer = { report, notes: imported.notes, rules: drafts.length };
    if (!request.apply) return { ...answer, created: [] };
    if (!request.leaveOutRefused) refuseAny(report);
    return { ...answer, created: await this.#rules.createAll(principal, owner, drafts) };
  }

  /** Rules as people wrote them, without what keeps them to their scope. */
  export(principal: Principal, owner: string, request: ExportRequest): ExportAnswer {
    const wanted = request.ids && new Set(request.ids);
    const scope = request.scope === null ? null : scopeText(request.scope);
    const rules = this.#rules
      .readable(principal, owner)
      .filter((rule) => wanted === null || wanted.has(rule.id))
      .filter((rule) => scope === null || printScopeName(rule.scope) === scope);
    const leftOut: ExportAnswer['leftOut'][number][] = [];
    const lost: BilingualText[] = [];
    const groups = new Map<string, ExchangeDocument['groups'][number]>();
    for (const { id, name, ...rule } of rules.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const made = exportRule({ ...rule, name });
      if (made.kind === 'refused') {
        leftOut.push({ id, name, reason: said(`${made.reason}.`, `${made.reason}。`) });
        continue;
      }
      const group = { ...made.group, name: unusedName(made.group.name, groups) };
      const converted = convertDocument(documentOf([group], request), request);
      if (converted.kind === 'refused') leftOut.push({ id, name, reason: converted.message });
      else {
        lost.push(...converted.lost);
        for (const one of converted.document.groups) groups.set(one.name, one);
      }
    }
    const document = documentOf([...groups.values()], request);
    const text = groups.size === 0 ? '' : writeRules([document]);
    return { text, rules: groups.size, leftOut, lost };
  }

  /** What stands against drafts beside what is wrong with their texts, by their index. */
  #judge(
    principal: Principal,
    owner: string,
    drafts: readonly RuleDraft[],
  ): ReadonlyMap<number, BilingualText> {
    const refusals = new Map<number, BilingualText>();
    for (const [index, draft] of drafts.entries()) {
      try {
        this.#rules.judge({ principal, owner, draft });
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.kind !== 'invalid') throw thrown;
        const text = thrown.details.map(({ message }) => message).join('; ');
        refusals.set(index, said(`${text}.`, `${text}。`));
      }
    }
    return refusals;
  }
}

function judged(line: ImportLine, refusals: ReadonlyMap<number, BilingualText>): ImportLine {
  const message = line.index === null ? undefined : refusals.get(line.index);
  return message === undefined ? line : { ...line, outcome: 'refused', index: null, message };
}

function refuseAny(report: readonly ImportLine[]): void {
  const refused = report.filter(({ outcome }) => outcome === 'refused');
  if (refused.length === 0) return;
  const details = refused.map(({ line, rule, message }) => ({
    path: `/text:${line}`,
    message: `${rule}: ${message.en}`,
  }));
  throw new AppError(
    'invalid',
    `${refused.length} rules cannot be taken, so none was. Mend them, or leave them out.`,
    { details },
  );
}

function unreadable({ line, message }: ExchangeFinding): AppError {
  const details = [{ path: `/text:${line}`, message: message.en }];
  return new AppError('invalid', `The text cannot be read: ${message.en}`, { details });
}

function scopeText(text: string): string {
  const name = parseScopeName(text);
  if (!name) throw scopeDenied();
  return printScopeName(name);
}

function documentOf(
  groups: ExchangeDocument['groups'],
  { dialect, place, tenantId }: ExportRequest,
): ExchangeDocument {
  return { dialect, place, tenantId, groups };
}

/** Rules may share a name; groups of a file may not. */
function unusedName(name: string, used: ReadonlyMap<string, unknown>): string {
  let unused = name;
  for (let number = 2; used.has(unused); number++) unused = `${name} ${number}`;
  return unused;
}
