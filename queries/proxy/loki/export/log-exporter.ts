import type { Clock } from '../../../../platform/clock/clock.ts';
import { AppError } from '../../../../platform/errors/app-error.ts';
import { parseDurationMs } from '../../../../platform/model/duration.ts';
import type { Scope } from '../../../../platform/tenancy/scope.ts';
import { payerOf } from '../../../limits/payer-of.ts';
import { RegexJudge } from '../../../regex/regex-judge.ts';
import type { BackendPlans } from '../../backend-plans.ts';
import type { Form } from '../../form.ts';
import type { ReadableScope } from '../../scope-rules/guarded-scopes.ts';
import type { LogsScopeRules } from '../../scope-rules/logs-scope-rules.ts';
import type { LogQuestionGate } from '../log-question-gate.ts';
import type { LokiAsker } from '../loki-asker.ts';
import type { LogLimits } from '../loki-limits.ts';
import { queryFacts } from '../loki-rewriter.ts';
import type { LokiRoute } from '../loki-route.ts';
import { instantText, parseLokiInstantNs } from '../loki-time.ts';
import { type LokiParameters, readLokiParameters } from '../read-loki-parameters.ts';
import { type ExportCursor, type ExportRange, parseCursor, printCursor } from './export-cursor.ts';
import { type ExportedLine, positionOf } from './exported-line.ts';
import { EXPORT_FORMATS, type ExportFormat } from './line-format.ts';
import { type Page, pagesOf } from './log-pages.ts';
import { LokiPageSource } from './loki-page-source.ts';

export interface LogExporterOptions {
  readonly plans: BackendPlans;
  readonly asker: LokiAsker;
  readonly gate: LogQuestionGate;
  readonly limits: Pick<LogLimits, 'maxLines' | 'maxQueryLength'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly rules: LogsScopeRules;
}

export interface ExportQuestion {
  readonly route: LokiRoute;
  readonly scope: Scope;
  readonly form: Form;
  /** Ends the export at the backend too. */
  readonly signal: AbortSignal;
  /** Throws when the caller's rights are not what they were. Asked before each page. */
  readonly stillGranted: () => Promise<void>;
}

/** Some lines of an export. `cursor` goes on behind them; `isComplete`: there is nothing behind them. */
export interface ExportPart {
  readonly lines: readonly ExportedLine[];
  readonly cursor: string;
  readonly isComplete: boolean;
}

/** An export that was checked and has not asked anybody yet. */
export interface LogExport {
  readonly format: ExportFormat;
  /** Say where to go on after every part. */
  readonly hasCheckpoints: boolean;
  /** What of the scope is left out, in words; nearly always empty. */
  readonly warnings: readonly string[];
  /** The cursor of its beginning: the range is written out in it. */
  readonly begin: string;
  /** Parts in order until the limit or the end; rejects with an `AppError` that can be shown. */
  parts(): AsyncGenerator<ExportPart>;
}

/** Most lines of one export. */
const MAX_EXPORT_LINES = 1_000_000;

const NS_PER_MS = 1_000_000n;

/** Checks and runs exports of log lines. */
export class LogExporter {
  readonly #options: LogExporterOptions;

  constructor(options: LogExporterOptions) {
    this.#options = options;
  }

  /** @throws AppError for everything that can be known before a backend is asked */
  open(question: ExportQuestion): LogExport {
    const parameters = readLokiParameters(question.route, question.form);
    const { passed } = parameters;
    const query = this.#queryOf(parameters);
    const name = `${question.scope}\n${query}`;
    const cursor = this.#cursorOf(parameters, name);
    const limit = Number(passed.get('limit') ?? MAX_EXPORT_LINES);
    if (limit === 0)
      throw new AppError('invalid', 'invalid parameter "limit": 0 lines are no export');
    const format = EXPORT_FORMATS.find((one) => one === passed.get('format')) ?? 'ndjson';
    const hasCheckpoints = passed.get('checkpoints') === 'true';
    if (hasCheckpoints && format !== 'ndjson') {
      throw new AppError('invalid', 'checkpoints are only in exports as ndjson');
    }
    const { scope, warnings } = this.#readable(question.scope, query, cursor);
    const source = this.#sourceOf({ ...question, scope }, cursor, query);
    const pages = source ? () => pagesOf(source, cursor, this.#options.limits.maxLines) : noPages;
    const print = (line: ExportedLine) =>
      printCursor({ ...cursor, position: positionOf(line) }, name);
    const begin = printCursor(cursor, name);
    return {
      format,
      hasCheckpoints,
      warnings,
      begin,
      parts: () => partsOf(pages(), limit, begin, print),
    };
  }

  #queryOf({ question }: LokiParameters): string {
    const { maxQueryLength } = this.#options.limits;
    if (question.kind !== 'query') throw new TypeError('an export without query');
    if (question.text.length > maxQueryLength) {
      throw new AppError('too_large', `the query is longer than ${maxQueryLength} characters`);
    }
    if (question.text === '') {
      throw new AppError('invalid', 'give query, a log query such as {app="shop"}');
    }
    queryFacts(question, new RegexJudge());
    return question.text;
  }

  /** @throws AppError `unprocessable` */
  #readable(scope: Scope, query: string, { startNs, endNs }: ExportRange): ReadableScope {
    const { rules, plans } = this.#options;
    const passed = new Map([
      ['start', instantText(startNs)],
      ['end', instantText(endNs)],
    ]);
    const regexes = new RegexJudge();
    const readable = rules.readable(scope, { texts: [query], passed }, regexes);
    rules.refuseContradictions(readable.scope, [query], plans.partsOf(readable.scope), regexes);
    return readable;
  }

  /** Null for a scope without environments. */
  #sourceOf(
    { scope, signal, stillGranted }: ExportQuestion,
    { startNs, endNs }: ExportRange,
    query: string,
  ): LokiPageSource | null {
    const { plans, asker, gate } = this.#options;
    const part = plans.onlyPartOf(scope);
    if (part === null) return null;
    const payer = payerOf(scope);
    const startMs = Number(startNs / NS_PER_MS);
    const range = { startMs, endMs: Number(endNs / NS_PER_MS), stepMs: null };
    const facts = { bodyBytes: 0, range, earliestMs: startMs };
    const admit = async () => {
      await stillGranted();
      const lease = await gate.admit(payer, facts, signal);
      return { timeoutMs: gate.limitsOf(payer).timeoutMs, release: () => lease.release() };
    };
    return new LokiPageSource({ asker, part, query, signal, admit });
  }

  #cursorOf({ passed, texts }: LokiParameters, name: string): ExportCursor {
    const [given, ...more] = texts.get('cursor') ?? [];
    if (more.length > 0) throw new AppError('invalid', 'parameter "cursor" is given several times');
    if (given === undefined || given === '') {
      return { ...this.#rangeOf(passed), position: null };
    }
    const cursor = parseCursor(given, name);
    const named = { start: cursor.startNs, end: cursor.endNs };
    for (const [parameter, ns] of Object.entries(named)) {
      const text = passed.get(parameter);
      if (text === undefined || parseLokiInstantNs(text) === ns) continue;
      throw new AppError('invalid', `the cursor belongs to another ${parameter}; leave it out`);
    }
    return cursor;
  }

  #rangeOf(passed: ReadonlyMap<string, string>): ExportRange {
    const nowNs = BigInt(Math.floor(this.#options.clock.nowMs())) * NS_PER_MS;
    const endNs = instantOf(passed.get('end')) ?? nowNs;
    const sinceMs = parseDurationMs(passed.get('since') ?? '1h') ?? 0;
    const startNs = instantOf(passed.get('start')) ?? endNs - BigInt(sinceMs) * NS_PER_MS;
    if (startNs < 0n || startNs >= endNs) {
      throw new AppError('invalid', 'start must lie before end, and not before 1970');
    }
    const isForward = passed.get('direction')?.toLowerCase() === 'forward';
    return { startNs, endNs, direction: isForward ? 'forward' : 'backward' };
  }
}

function instantOf(text: string | undefined): bigint | undefined {
  return text === undefined ? undefined : parseLokiInstantNs(text);
}

async function* noPages(): AsyncGenerator<Page> {
  yield { lines: [], isLast: true };
}

async function* partsOf(
  pages: AsyncGenerator<Page>,
  limit: number,
  begin: string,
  print: (line: ExportedLine) => string,
): AsyncGenerator<ExportPart> {
  let left = limit;
  let cursor = begin;
  for await (const page of pages) {
    const lines = page.lines.slice(0, left);
    left -= lines.length;
    const last = lines.at(-1);
    if (last) cursor = print(last);
    const isComplete = page.isLast && lines.length === page.lines.length;
    yield { lines, cursor, isComplete };
    if (isComplete || left === 0) return;
  }
}
