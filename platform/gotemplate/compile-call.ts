import { countProblem, literalOf, typeAt, typeProblem } from './argument-type.ts';
import { type GoValue, isTrue, type ParamType, type TemplateFunction } from './go-value.ts';
import type { IdentifierNode, NodeBase, OperandNode } from './nodes.ts';
import type { Evaluate, EvaluateCommand, TemplateRun } from './template-run.ts';

/** The functions of a template: those passed in, then Go's own. */
export interface FunctionLookup {
  get(name: string): TemplateFunction | undefined;
  /** Whether a name means Go's own function. */
  isBuiltin(name: string): boolean;
  /** Name of the function that runs a template and answers what it prints; null: there is none. */
  readonly include: string | null;
}

/** An argument as written, and how to get its value where the function takes anything. */
export interface CompiledArgument {
  readonly node: OperandNode;
  readonly evaluate: Evaluate;
}

/** `f a b`, with what is piped in as its last argument. */
export function compileCall(
  node: IdentifierNode,
  command: NodeBase,
  args: readonly CompiledArgument[],
  isPiped: boolean,
  functions: FunctionLookup,
): EvaluateCommand {
  const { name } = node;
  const definition = functions.get(name);
  if (definition === undefined) {
    return (run) => {
      run.node = node;
      throw run.fail(`"${name}" is not a defined function`);
    };
  }
  const problem = countProblem(name, definition, args.length, isPiped);
  if (problem !== null) {
    return (run) => {
      run.node = node;
      throw run.fail(problem);
    };
  }
  if (functions.isBuiltin(name) && (name === 'and' || name === 'or')) {
    return compileShortCircuit(node, args, isPiped, name === 'or');
  }
  const given = args.map((arg, index) => compileArgument(arg, typeAt(definition, index)));
  const pipedType = typeAt(definition, args.length);
  const isInclude = name === functions.include;
  return (run, dot, piped) => {
    run.node = node;
    const values: GoValue[] = [];
    for (const evaluate of given) values.push(evaluate(run, dot));
    if (isPiped) values.push(checked(run, piped, pipedType));
    if (isInclude) return run.include(String(values[0]), values[1]);
    return run.callFunction(definition, name, values, command);
  };
}

/** `and`, `or`: the first argument that decides, or the last; those behind it are not evaluated. */
function compileShortCircuit(
  node: IdentifierNode,
  args: readonly CompiledArgument[],
  isPiped: boolean,
  isOr: boolean,
): EvaluateCommand {
  const given = args.map((arg) => compileArgument(arg, 'any'));
  return (run, dot, piped) => {
    run.node = node;
    let value: GoValue;
    for (const evaluate of given) {
      run.budget.spend(1);
      value = evaluate(run, dot);
      if (isTrue(value) === isOr) return value;
    }
    return isPiped ? piped : value;
  };
}

function compileArgument({ node, evaluate }: CompiledArgument, type: ParamType): Evaluate {
  switch (node.kind) {
    case 'nil':
    case 'bool':
    case 'number':
    case 'string': {
      const literal = literalOf(node, type);
      if ('value' in literal) {
        return (run) => {
          run.node = node;
          return literal.value;
        };
      }
      return (run) => {
        run.node = node;
        throw run.fail(literal.problem);
      };
    }
    default:
      return (run, dot) => {
        run.node = node;
        const value = evaluate(run, dot);
        return type === 'any' ? value : checked(run, value, type);
      };
  }
}

function checked(run: TemplateRun, value: GoValue, type: ParamType): GoValue {
  const problem = typeProblem(value, type);
  if (problem !== null) throw run.fail(problem);
  return value;
}
