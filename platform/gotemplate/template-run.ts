import { Buffer } from 'node:buffer';
import { quoteText } from '../model/go-quote.ts';
import type { GoValue, TemplateFunction } from './go-value.ts';
import type { NodeBase } from './nodes.ts';
import { printResult } from './print-value.ts';
import { TemplateBudget, type TemplateLimits } from './template-budget.ts';
import { TemplateError } from './template-error.ts';

/** A template error that already tells where. */
class LocatedError extends TemplateError {}

/** How a list of nodes was left: at its end, by `break`, by `continue`. */
export type Flow = 'end' | 'break' | 'continue';

/** Evaluates an operand, a command or a pipeline. */
export type Evaluate = (run: TemplateRun, dot: GoValue) => GoValue;

/** Evaluates a command; what is piped into it has been evaluated before. */
export type EvaluateCommand = (run: TemplateRun, dot: GoValue, piped: GoValue) => GoValue;

/** Prints a node. */
export type Execute = (run: TemplateRun, dot: GoValue) => Flow;

/** A template body ready to run. */
export interface CompiledBody {
  readonly execute: Execute;
  readonly slots: number;
}

/** What stays the same in all runs of a template. */
export interface TemplateProgram {
  readonly name: string;
  readonly text: string;
  /** By name; filled after the bodies are compiled, because they may call each other. */
  readonly bodies: Map<string, CompiledBody>;
  /** Whether a missing key is the zero value of its map. */
  readonly missingIsZero: boolean;
  readonly limits: TemplateLimits;
  /** What becomes of a value when it is printed; null: nothing. */
  readonly escape: ((text: string) => string) | null;
}

/** One run of a template: what it has printed, its variables, and where it stands. */
export class TemplateRun {
  readonly program: TemplateProgram;
  readonly budget: TemplateBudget;
  /** What messages point at; set as Go does, so that they point at the same place. */
  node: NodeBase;
  variables: GoValue[] = [];
  out = '';
  #templateName: string;
  #depth = 0;

  constructor(program: TemplateProgram, start: NodeBase) {
    this.program = program;
    this.budget = new TemplateBudget(program.limits);
    this.node = start;
    this.#templateName = program.name;
  }

  write(text: string): void {
    this.budget.write(text.length);
    this.out += text;
  }

  print(value: GoValue): void {
    const text = typeof value === 'string' ? value : printResult(value, this.budget);
    const neutralise = this.program.escape;
    // What it makes is a few times as long, so that long texts are refused before.
    if (neutralise !== null) this.budget.reserve(text.length);
    this.write(neutralise === null ? text : neutralise(text));
  }

  /** @throws TemplateError when there is no template of this name */
  checkTemplate(name: string): CompiledBody {
    const body = this.program.bodies.get(name);
    if (body === undefined) throw this.fail(`template ${quoteText(name)} not defined`);
    return body;
  }

  /** Runs a template by its name, printing to where this one prints. */
  callTemplate(name: string, dot: GoValue): void {
    const body = this.checkTemplate(name);
    const { maxDepth } = this.program.limits;
    if (this.#depth >= maxDepth) throw this.fail(`exceeded maximum template depth (${maxDepth})`);
    const { variables } = this;
    const outer = this.#templateName;
    this.#depth += 1;
    this.#templateName = name;
    this.variables = new Array<GoValue>(body.slots).fill(undefined);
    this.variables[0] = dot;
    body.execute(this, dot);
    this.variables = variables;
    this.#templateName = outer;
    this.#depth -= 1;
  }

  /** Runs a template by its name; answers what it prints. */
  include(name: string, dot: GoValue): string {
    const { out } = this;
    this.out = '';
    this.callTemplate(name, dot);
    const made = this.out;
    this.out = out;
    return made;
  }

  /** Calls a function whose arguments have been checked; its complaints point at `node`. */
  callFunction(
    definition: TemplateFunction,
    name: string,
    args: readonly GoValue[],
    node: NodeBase,
  ): GoValue {
    this.budget.spend(1);
    for (const arg of args) {
      if (typeof arg === 'string' && arg.length > 63) this.budget.spend(arg.length >> 6);
    }
    try {
      const result = definition.call(args, this.budget);
      if (typeof result === 'string') this.budget.reserve(result.length);
      return result;
    } catch (thrown) {
      if (!(thrown instanceof TemplateError)) throw thrown;
      this.node = node;
      throw this.fail(`error calling ${name}: ${thrown.message}`);
    }
  }

  /** The message at the present node: `template: line:1:3: executing "line" at <.a>: …`. */
  fail(message: string): TemplateError {
    const { name, text } = this.program;
    const before = text.slice(0, this.node.at);
    const lineStart = before.lastIndexOf('\n') + 1;
    const line = before.split('\n').length;
    const column = Buffer.byteLength(before.slice(lineStart), 'utf8');
    const executing = `executing ${quoteText(this.#templateName)} at <${this.node.text}>`;
    return new LocatedError(`template: ${name}:${line}:${column}: ${executing}: ${message}`);
  }

  /** Gives a place to an error that has none. */
  locate(error: TemplateError): TemplateError {
    return error instanceof LocatedError ? error : this.fail(error.message);
  }
}
