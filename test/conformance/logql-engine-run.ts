import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogqlAsk } from '../../queries/logql/evaluate/evaluate.ts';
import { difference } from './logql-engine-compare.ts';
import { readScript, type ScriptAsk, type ScriptCommand } from './logql-engine-script.ts';
import { EngineSystem, type LogqlSystem } from './logql-engine-system.ts';
import { UnsupportedCase } from './logql-engine-templates.ts';

/** What became of one `eval`, or of a script that cannot be read. */
export interface ScriptOutcome {
  readonly file: string;
  readonly line: number;
  /** The `eval` as written. */
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'unsupported';
  /** Empty where it passed. */
  readonly message: string;
}

/** Runs all scripts of a folder (`*.test`, `*.logqltest`), each on its own. */
export async function runLogqlScripts(
  dir: string,
  system: LogqlSystem = new EngineSystem(),
): Promise<readonly ScriptOutcome[]> {
  const files = readdirSync(dir)
    .filter((name) => /\.(?:test|logqltest)$/.test(name))
    .sort();
  const outcomes: ScriptOutcome[] = [];
  for (const file of files) {
    outcomes.push(...(await runScript(file, readFileSync(join(dir, file), 'utf8'), system)));
  }
  return outcomes;
}

/** Runs one script on a system that is cleared first. */
export async function runScript(
  file: string,
  text: string,
  system: LogqlSystem,
): Promise<readonly ScriptOutcome[]> {
  let commands: readonly ScriptCommand[];
  try {
    commands = readScript(text);
  } catch (error) {
    return [{ file, line: 1, name: file, outcome: 'failed', message: messageOf(error) }];
  }
  const outcomes: ScriptOutcome[] = [];
  await system.clear();
  for (const command of commands) {
    if (command.kind === 'clear') await system.clear();
    else if (command.kind === 'load') await system.load(command.entries);
    else {
      const { line, text: name } = command;
      outcomes.push({ file, line, name, ...(await runEval(command, system)) });
    }
  }
  return outcomes;
}

async function runEval(
  { ask, expected }: Extract<ScriptCommand, { kind: 'eval' }>,
  system: LogqlSystem,
): Promise<Pick<ScriptOutcome, 'outcome' | 'message'>> {
  try {
    const isOfLines = expected.some(({ kind }) => kind === 'line');
    const answer = await system.ask(ask.query, isOfLines ? logsAsk(ask) : askOf(ask));
    const message = difference(ask, expected, answer);
    return message === null ? { outcome: 'passed', message: '' } : { outcome: 'failed', message };
  } catch (error) {
    const outcome = error instanceof UnsupportedCase ? 'unsupported' : 'failed';
    return { outcome, message: messageOf(error) };
  }
}

function askOf(ask: ScriptAsk): LogqlAsk {
  if (ask.kind === 'instant') return { kind: 'instant', timeNs: ask.timeNs };
  if (ask.kind === 'logs') return logsAsk(ask);
  const { fromNs, toNs, stepNs } = ask;
  return {
    kind: 'range',
    startNs: fromNs,
    endNs: toNs,
    stepNs,
    limit: 5_000,
    direction: 'forward',
  };
}

/** What an instant looks back for lines, in nanoseconds. */
const INSTANT_LOOK_BACK = 30_000_000_000n;

/** Lines may be expected of instants and ranges too: then oldest first. */
function logsAsk(ask: ScriptAsk): LogqlAsk {
  const stepNs = 1_000_000_000n;
  if (ask.kind === 'logs') {
    const { fromNs, toNs, limit, direction } = ask;
    return { kind: 'range', startNs: fromNs, endNs: toNs, stepNs, limit, direction };
  }
  const [startNs, endNs] =
    ask.kind === 'instant' ? [ask.timeNs - INSTANT_LOOK_BACK, ask.timeNs] : [ask.fromNs, ask.toNs];
  return { kind: 'range', startNs, endNs, stepNs, limit: 5_000, direction: 'forward' };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
