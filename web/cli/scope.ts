import { parseArgs } from 'node:util';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type {
  QueryLanguage,
  ScopeExplanation,
} from '../../queries/proxy/scope-rules/explanation.ts';
import { enforce } from '../../queries/scope/enforce.ts';
import { enforceLogql } from '../../queries/scope/enforce-logql.ts';
import type { Command } from './command.ts';
import {
  answerLine,
  type LineAnswer,
  mapLines,
  type ScopedText,
  type ScopeQuery,
} from './scope-lines.ts';

const OPTIONS = {
  language: { type: 'string', default: 'promql' },
  tenant: { type: 'string' },
  scope: { type: 'string' },
  config: { type: 'string' },
  stdin: { type: 'boolean', default: false },
  why: { type: 'boolean', default: false },
} as const;

/** What was asked for, as given. */
interface Wish {
  readonly language: QueryLanguage;
  readonly tenant?: string | undefined;
  readonly scope?: string | undefined;
  readonly config?: string | undefined;
}

/** One query answered: what is printed for it alone, or as a line of `--stdin`. */
interface Answer {
  readonly isRefused: boolean;
  readonly line: LineAnswer | ScopeExplanation;
  readonly print: () => void;
}

/**
 * `tocsin scope`: prints a query as it would be sent. `--tenant X` alone means the matcher
 * `tenant="X"`; `--scope S` takes the matchers from the configuration; `--why` explains them. Exit
 * code 1 when refused.
 */
export const command: Command = async (args) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const wish = { ...values, language: languageOf(values.language) };
  const answer = values.why ? await explainerOf(wish) : await scoperOf(wish);
  if (values.stdin) {
    if (positionals.length > 0)
      throw new AppError('invalid', 'give the query as an argument or --stdin, not both');
    await mapLines(process.stdin, process.stdout, (query) => answer(query).line);
    return 0;
  }
  const [query, ...more] = positionals;
  if (query === undefined || more.length > 0) {
    throw new AppError(
      'invalid',
      'give one query (in quotes), or --stdin; tocsin --help shows how',
    );
  }
  const { isRefused, print } = answer(query);
  print();
  return isRefused ? 1 : 0;
};

function languageOf(text: string): QueryLanguage {
  if (text === 'promql' || text === 'logql') return text;
  throw new AppError('invalid', `--language is promql or logql, not ${JSON.stringify(text)}`);
}

async function scoperOf(wish: Wish): Promise<(query: string) => Answer> {
  const scope = await scopeOf(wish);
  return (query) => {
    const result = scope(query);
    return {
      isRefused: result.kind === 'refused',
      line: answerLine(query, result),
      print: () => printResult(result),
    };
  };
}

async function explainerOf(wish: Wish): Promise<(query: string) => Answer> {
  const { tenant, scope = tenant, config, language } = wish;
  const isBare = wish.scope === undefined && config === undefined;
  if (scope === undefined || isBare) {
    throw new AppError('invalid', '--why needs --scope S: a scope of the configuration');
  }
  const { configuredWhy } = await import('./configured-scope.ts');
  const why = configuredWhy({ scope, config, language }, systemClock.nowMs());
  return (query) => {
    const line = why(query);
    const print = () => void process.stdout.write(`${JSON.stringify(line, null, 2)}\n`);
    return { isRefused: isRefused(line), line, print };
  };
}

function isRefused({ refusal, parts }: ScopeExplanation): boolean {
  return refusal !== null || parts.some((part) => part.refusal !== null);
}

function printResult(result: ScopedText): void {
  if (result.kind === 'ok') process.stdout.write(`${result.text}\n`);
  else process.stderr.write(`tocsin: ${result.message}\n`);
}

async function scopeOf({ tenant, scope, config, language }: Wish): Promise<ScopeQuery> {
  if (tenant !== undefined && scope !== undefined)
    throw new AppError('invalid', 'give --tenant or --scope, not both');
  if (scope !== undefined || (tenant !== undefined && config !== undefined)) {
    const { configuredScope } = await import('./configured-scope.ts');
    return configuredScope({ scope: scope ?? tenant ?? '', config, language });
  }
  if (tenant === undefined)
    throw new AppError(
      'invalid',
      'give --tenant X (matcher tenant="X") or --scope S (from the configuration)',
    );
  const matchers = [{ name: 'tenant', op: '=', value: tenant }] as const;
  return language === 'promql'
    ? (query) => enforce(query, matchers)
    : (query) => enforceLogql(query, matchers);
}
