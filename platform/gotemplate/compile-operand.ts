import { assertNever } from '../model/assert-never.ts';
import { countProblem, typeAt, typeProblem } from './argument-type.ts';
import { type CompiledArgument, compileCall, type FunctionLookup } from './compile-call.ts';
import {
  type GoObject,
  type GoValue,
  isList,
  type TemplateFunction,
  typeName,
} from './go-value.ts';
import type {
  ChainNode,
  CommandNode,
  FieldNode,
  NumberNode,
  OperandNode,
  PipeNode,
  VariableNode,
} from './nodes.ts';
import type { Evaluate, EvaluateCommand, TemplateRun } from './template-run.ts';

/** `a | b`, and the variables it sets. */
export function compilePipe(pipe: PipeNode, functions: FunctionLookup): Evaluate {
  const value = compileCommands(pipe, functions);
  if (pipe.declared.length === 0) return value;
  const { declared, assigns } = pipe;
  return (run, dot) => {
    const result = value(run, dot);
    for (const { slot, text } of declared) {
      if (slot < 0 && assigns) throw run.fail(`undefined variable: ${text}`);
      run.variables[slot] = result;
    }
    return result;
  };
}

function compileCommands(pipe: PipeNode, functions: FunctionLookup): Evaluate {
  const [first, ...rest] = pipe.commands.map((command, index) =>
    compileCommand(command, functions, index > 0),
  );
  if (first === undefined) return () => undefined;
  if (rest.length === 0) {
    return (run, dot) => {
      run.node = pipe;
      // A nil inside of an interface is no value once it has been evaluated.
      return first(run, dot, undefined) ?? undefined;
    };
  }
  return (run, dot) => {
    run.node = pipe;
    let value = first(run, dot, undefined) ?? undefined;
    for (const command of rest) value = command(run, dot, value) ?? undefined;
    return value;
  };
}

function compileCommand(
  command: CommandNode,
  functions: FunctionLookup,
  isPiped: boolean,
): EvaluateCommand {
  const { first, args } = command;
  const hasArgs = args.length > 0 || isPiped;
  switch (first.kind) {
    case 'identifier':
      return compileCall(first, command, compileArguments(args, functions), isPiped, functions);
    case 'field':
    case 'chain':
    case 'variable':
      return compileAccess(first, args, isPiped, functions);
    case 'pipe': {
      const inner = compilePipe(first, functions);
      return (run, dot) => {
        if (hasArgs) throw run.fail(`can't give argument to non-function ${first.text}`);
        return inner(run, dot);
      };
    }
    default: {
      const inner = compileOperand(first, functions);
      return (run, dot) => {
        run.node = first;
        if (hasArgs) throw run.fail(`can't give argument to non-function ${first.text}`);
        if (first.kind === 'nil') throw run.fail('nil is not a command');
        return inner(run, dot);
      };
    }
  }
}

function compileArguments(
  args: readonly OperandNode[],
  functions: FunctionLookup,
): readonly CompiledArgument[] {
  return args.map((node) => ({ node, evaluate: compileOperand(node, functions) }));
}

/** A value that stands alone, or as an argument of a function that takes anything. */
function compileOperand(node: OperandNode, functions: FunctionLookup): Evaluate {
  switch (node.kind) {
    case 'pipe':
      return compilePipe(node, functions);
    case 'dot':
      return (_run, dot) => dot;
    case 'nil':
      return () => null;
    case 'field':
    case 'chain':
    case 'variable': {
      const access = compileAccess(node, [], false, functions);
      return (run, dot) => access(run, dot, undefined);
    }
    case 'identifier': {
      const call = compileCall(node, node, [], false, functions);
      return (run, dot) => call(run, dot, undefined);
    }
    case 'bool':
    case 'string': {
      const { value } = node;
      return () => value;
    }
    case 'number':
      return compileNumber(node);
    default:
      return assertNever(node);
  }
}

function compileNumber(node: NumberNode): Evaluate {
  const value = node.isFloat || node.int === null ? node.float : node.int;
  return () => value;
}

/** Fields of a value, one after the other; what is piped or given goes to the last. */
function compileAccess(
  node: FieldNode | ChainNode | VariableNode,
  args: readonly OperandNode[],
  isPiped: boolean,
  functions: FunctionLookup,
): EvaluateCommand {
  const start = compileStart(node, functions);
  const { names } = node;
  const [only] = names;
  const hasArgs = args.length > 0 || isPiped;
  if (only !== undefined && names.length === 1 && !hasArgs) {
    return (run, dot) => {
      run.node = node;
      return readField(run, start(run, dot), only, node);
    };
  }
  const given = args.map((arg) => compileOperand(arg, functions));
  return (run, dot, piped) => {
    run.node = node;
    let value = start(run, dot);
    if (names.length === 0 && hasArgs) {
      throw run.fail(`can't give argument to non-function ${node.text}`);
    }
    for (const [index, name] of names.entries()) {
      if (index < names.length - 1 || !hasArgs) value = readField(run, value, name, node);
      else {
        const method = methodOf(run, value, name);
        if (method === undefined) return undefined;
        const values = given.map((evaluate) => evaluate(run, dot));
        value = callMethod(run, method, name, isPiped ? [...values, piped] : values);
      }
    }
    return value;
  };
}

function compileStart(
  node: FieldNode | ChainNode | VariableNode,
  functions: FunctionLookup,
): Evaluate {
  if (node.kind === 'field') return (_run, dot) => dot;
  if (node.kind === 'chain') {
    const operand = compileOperand(node.operand, functions);
    return (run, dot) => {
      if (node.operand.kind === 'nil') throw run.fail('indirection through explicit nil in .');
      return operand(run, dot);
    };
  }
  const { slot } = node;
  return (run) => run.variables[slot];
}

/** A field without arguments; a method is called. */
function readField(
  run: TemplateRun,
  receiver: GoValue,
  name: string,
  node: FieldNode | ChainNode | VariableNode,
): GoValue {
  if (typeof receiver === 'object' && receiver !== null && !isList(receiver)) {
    if (receiver.kind === 'object') return readMember(run, receiver, name, node);
    const value = receiver.get(name);
    if (value !== undefined) return value;
    return run.program.missingIsZero ? receiver.zero : undefined;
  }
  if (receiver === undefined) return undefined;
  if (receiver === null) throw run.fail(`nil pointer evaluating interface {}.${name}`);
  throw run.fail(`can't evaluate field ${name} in type ${typeName(receiver)}`);
}

function readMember(
  run: TemplateRun,
  receiver: GoObject,
  name: string,
  node: FieldNode | ChainNode | VariableNode,
): GoValue {
  const member = receiver.member(name);
  if (member?.kind === 'field') return member.value;
  if (member?.kind !== 'method') {
    throw run.fail(`can't evaluate field ${name} in type ${receiver.typeName}`);
  }
  run.node = node;
  return callMethod(run, member.method, name, []);
}

/** The method that is given arguments; undefined where there is no value to have one. */
function methodOf(run: TemplateRun, receiver: GoValue, name: string): TemplateFunction | undefined {
  if (typeof receiver === 'object' && receiver !== null && !isList(receiver)) {
    if (receiver.kind === 'map') throw run.fail(`${name} is not a method but has arguments`);
    const member = receiver.member(name);
    if (member?.kind === 'method') return member.method;
    if (member !== undefined) {
      throw run.fail(`${name} has arguments but cannot be invoked as function`);
    }
  }
  if (receiver === undefined) return undefined;
  throw run.fail(`can't evaluate field ${name} in type ${typeName(receiver)}`);
}

/** Methods are known only when they are called, so that their arguments are checked then. */
function callMethod(
  run: TemplateRun,
  method: TemplateFunction,
  name: string,
  args: readonly GoValue[],
): GoValue {
  const { node } = run;
  const problem =
    countProblem(name, method, args.length, false) ??
    args.map((arg, index) => typeProblem(arg, typeAt(method, index))).find((one) => one !== null);
  if (problem) throw run.fail(problem);
  return run.callFunction(method, name, args, node);
}
