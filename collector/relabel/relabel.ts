import { createHash } from 'node:crypto';
import { AppError } from '../../platform/errors/app-error.ts';
import { assertNever } from '../../platform/model/assert-never.ts';
import { type AnchoredPattern, anchoredPattern } from './anchored-pattern.ts';
import { expandTemplate } from './expand-template.ts';
import { relabelFault } from './relabel-fault.ts';
import type { RelabelRule } from './relabel-rule.ts';

/** Changes labels in place, step by step; false when they are dropped. No value is left empty. */
export type Relabel = (labels: Map<string, string>) => boolean;

type Step = (labels: Map<string, string>) => boolean;

/** @throws AppError `invalid` naming every step that cannot be carried out */
export function compileRelabel(rules: readonly RelabelRule[]): Relabel {
  const faults = rules.flatMap((rule, index) => {
    const fault = relabelFault(rule);
    return fault === null ? [] : [{ path: `/${index}`, message: fault }];
  });
  const [first] = faults;
  if (first !== undefined) {
    const place = `relabelling step ${Number(first.path.slice(1)) + 1}`;
    throw new AppError('invalid', `${place}: ${first.message}`, { details: faults });
  }
  const steps = rules.map(stepOf);
  return (labels) => steps.every((step) => step(labels));
}

function stepOf(rule: RelabelRule): Step {
  const outcome = anchoredPattern(rule.regex ?? '(.*)');
  if (outcome.kind === 'refused') throw new AppError('invalid', outcome.message);
  const { pattern } = outcome;
  const { targetLabel = '', replacement = '$1' } = rule;
  const joined = joiner(rule);
  switch (rule.action) {
    case 'replace':
      return replaceStep(rule, pattern, joined);
    case 'keep':
      return (labels) => pattern.test(joined(labels));
    case 'drop':
      return (labels) => !pattern.test(joined(labels));
    case 'keepequal':
      return (labels) => (labels.get(targetLabel) ?? '') === joined(labels);
    case 'dropequal':
      return (labels) => (labels.get(targetLabel) ?? '') !== joined(labels);
    case 'lowercase':
      return (labels) => setLabel(labels, targetLabel, joined(labels).toLowerCase());
    case 'uppercase':
      return (labels) => setLabel(labels, targetLabel, joined(labels).toUpperCase());
    case 'hashmod': {
      const modulus = BigInt(rule.modulus ?? 1);
      return (labels) => setLabel(labels, targetLabel, hashMod(joined(labels), modulus));
    }
    case 'labelmap':
      return (labels) => mapNames(labels, pattern, replacement);
    case 'labeldrop':
      return (labels) => removeNames(labels, (name) => pattern.test(name));
    case 'labelkeep':
      return (labels) => removeNames(labels, (name) => !pattern.test(name));
    default:
      return assertNever(rule.action);
  }
}

function joiner(rule: RelabelRule): (labels: ReadonlyMap<string, string>) => string {
  const { sourceLabels = [], separator = ';' } = rule;
  const [only] = sourceLabels;
  if (only !== undefined && sourceLabels.length === 1) return (labels) => labels.get(only) ?? '';
  return (labels) => sourceLabels.map((name) => labels.get(name) ?? '').join(separator);
}

function replaceStep(
  rule: RelabelRule,
  pattern: AnchoredPattern,
  joined: (labels: ReadonlyMap<string, string>) => string,
): Step {
  const { targetLabel = '', replacement = '$1' } = rule;
  return (labels) => {
    const match = pattern.match(joined(labels));
    if (match === null) return true;
    const target = expandTemplate(targetLabel, match);
    if (target === '') return true;
    return setLabel(labels, target, expandTemplate(replacement, match));
  };
}

/** An empty value removes the label. */
function setLabel(labels: Map<string, string>, name: string, value: string): true {
  if (value === '') labels.delete(name);
  else labels.set(name, value);
  return true;
}

/** The last eight bytes of the MD5 sum, as Prometheus takes them. */
function hashMod(text: string, modulus: bigint): string {
  const sum = createHash('md5').update(text).digest();
  return String(sum.readBigUInt64BE(8) % modulus);
}

function mapNames(labels: Map<string, string>, pattern: AnchoredPattern, to: string): true {
  for (const [name, value] of [...labels]) {
    const match = pattern.match(name);
    if (match === null) continue;
    const mapped = expandTemplate(to, match);
    if (mapped !== '') setLabel(labels, mapped, value);
  }
  return true;
}

function removeNames(labels: Map<string, string>, isRemoved: (name: string) => boolean): true {
  for (const name of [...labels.keys()]) if (isRemoved(name)) labels.delete(name);
  return true;
}
