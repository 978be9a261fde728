import { assertNever } from '../model/assert-never.ts';
import type { FunctionLookup } from './compile-call.ts';
import { compilePipe } from './compile-operand.ts';
import { type GoValue, isList, isMap, isTrue, sortedKeys } from './go-value.ts';
import type { ActionNode, BranchNode, CallTemplateNode, TemplateNode } from './nodes.ts';
import { printValue } from './print-value.ts';
import type { Execute, Flow, TemplateRun } from './template-run.ts';

export function compileNodes(nodes: readonly TemplateNode[], functions: FunctionLookup): Execute {
  const compiled = nodes.map((node) => compileNode(node, functions));
  return (run, dot) => {
    for (const execute of compiled) {
      const flow = execute(run, dot);
      if (flow !== 'end') return flow;
    }
    return 'end';
  };
}

function compileNode(node: TemplateNode, functions: FunctionLookup): Execute {
  switch (node.kind) {
    case 'text': {
      const { value } = node;
      return (run) => {
        run.node = node;
        run.write(value);
        return 'end';
      };
    }
    case 'action':
      return compileAction(node, functions);
    case 'if':
    case 'with':
      return compileCondition(node, functions);
    case 'range':
      return compileRange(node, functions);
    case 'break':
    case 'continue': {
      const { kind } = node;
      return () => kind;
    }
    case 'template':
      return compileTemplateCall(node, functions);
    default:
      return assertNever(node);
  }
}

function compileAction(node: ActionNode, functions: FunctionLookup): Execute {
  const evaluate = compilePipe(node.pipe, functions);
  if (node.pipe.declared.length > 0) {
    return (run, dot) => {
      run.budget.spend(1);
      evaluate(run, dot);
      return 'end';
    };
  }
  return (run, dot) => {
    const value = evaluate(run, dot);
    run.node = node;
    run.print(value);
    return 'end';
  };
}

function compileCondition(node: BranchNode, functions: FunctionLookup): Execute {
  const evaluate = compilePipe(node.pipe, functions);
  const body = compileNodes(node.body, functions);
  const otherwise = node.otherwise && compileNodes(node.otherwise, functions);
  const isWith = node.kind === 'with';
  return (run, dot) => {
    run.budget.spend(1);
    const value = evaluate(run, dot);
    if (isTrue(value)) return body(run, isWith ? value : dot);
    return otherwise === null ? 'end' : otherwise(run, dot);
  };
}

function compileTemplateCall(node: CallTemplateNode, functions: FunctionLookup): Execute {
  const evaluate = node.pipe && compilePipe(node.pipe, functions);
  return (run, dot) => {
    run.budget.spend(1);
    run.node = node;
    run.checkTemplate(node.name);
    const value = evaluate === null ? undefined : evaluate(run, dot);
    run.callTemplate(node.name, value);
    return 'end';
  };
}

/** One turn of a loop; the key is absent where an int is counted up to. */
type Turn = (value: GoValue, key: GoValue) => Flow;

function compileRange(node: BranchNode, functions: FunctionLookup): Execute {
  const evaluate = compilePipe(node.pipe, functions);
  const body = compileNodes(node.body, functions);
  const otherwise = node.otherwise && compileNodes(node.otherwise, functions);
  const [first, second] = node.pipe.declared;
  return (run, dot) => {
    run.budget.spend(1);
    const value = evaluate(run, dot);
    const turn: Turn = (element, key) => {
      run.budget.spend(1);
      if (first !== undefined) run.variables[first.slot] = second === undefined ? element : key;
      if (second !== undefined) run.variables[second.slot] = element;
      return body(run, element);
    };
    if (loop(run, value, turn, second !== undefined) || otherwise === null) return 'end';
    return otherwise(run, dot);
  };
}

/** @returns whether there was anything to loop over */
function loop(run: TemplateRun, value: GoValue, turn: Turn, hasTwo: boolean): boolean {
  if (value === undefined || value === null) return false;
  if (isList(value)) {
    for (const [index, element] of value.entries()) {
      if (turn(element, BigInt(index)) === 'break') break;
    }
    return value.length > 0;
  }
  if (isMap(value)) {
    const keys = sortedKeys(value);
    run.budget.spend(keys.length);
    for (const key of keys) if (turn(value.get(key), key) === 'break') break;
    return keys.length > 0;
  }
  if (typeof value !== 'bigint') {
    throw run.fail(`range can't iterate over ${printValue(value, run.budget)}`);
  }
  if (hasTwo) throw run.fail(`can't use ${value} to iterate over more than one variable`);
  for (let i = 0n; i < value; i++) if (turn(i, undefined) === 'break') break;
  return value > 0n;
}
