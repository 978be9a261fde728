import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { anchoredPattern } from '../relabel/anchored-pattern.ts';
import { relabelFault } from '../relabel/relabel-fault.ts';
import type { RelabelAction, RelabelRule } from '../relabel/relabel-rule.ts';

/** Where steps stand: on targets, on the one target of a shared prober, or on series. */
export type RelabelStage = 'target' | 'probe' | 'series';

/** Labels that begin with two underscores and may be written all the same; all else is ours. */
const WRITABLE: Readonly<Record<RelabelStage, RegExp>> = {
  target: /^__(?:scheme__|metrics_path__|param_[a-zA-Z0-9_]+|tmp_(?!hash$|prometheus_).*)$/,
  probe: /^__tmp_(?!hash$|prometheus_).*$/,
  series: /^__(?:name__|tmp_(?!hash$|prometheus_).*)$/,
};

const WRITES: ReadonlySet<RelabelAction> = new Set([
  'replace',
  'hashmod',
  'lowercase',
  'uppercase',
]);
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const MAX_STEPS = 50;

/**
 * What is wrong with the relabelling steps of a tenant: steps that cannot be carried out, and steps
 * that could write what is not the tenant's: the labels of tenancy, the address of a target, how
 * often it is scraped. A name that is made of parts (`${1}`) is judged by all that it could become:
 * only its fixed beginning keeps it from that.
 *
 * @param tenancy names of the labels that are stamped last
 * @param at JSON pointer of the list
 */
export function guardRelabel(
  rules: readonly RelabelRule[],
  stage: RelabelStage,
  tenancy: ReadonlySet<string>,
  at: string,
): readonly ErrorDetail[] {
  if (rules.length > MAX_STEPS) return [{ path: at, message: `at most ${MAX_STEPS} steps` }];
  return rules.flatMap((rule, index) => {
    const message = relabelFault(rule) ?? stepFault(rule, stage, tenancy);
    return message === null ? [] : [{ path: `${at}/${index}`, message }];
  });
}

function stepFault(
  rule: RelabelRule,
  stage: RelabelStage,
  tenancy: ReadonlySet<string>,
): string | null {
  const { action } = rule;
  if (WRITES.has(action)) return nameFault(rule.targetLabel ?? '', stage, tenancy);
  if (action === 'labelmap') return nameFault(rule.replacement ?? '$1', stage, tenancy);
  if (action === 'labeldrop') return dropFault(rule.regex ?? '(.*)', stage, tenancy);
  return null;
}

/** Why a name, or a template of names, may not be written. */
function nameFault(
  template: string,
  stage: RelabelStage,
  tenancy: ReadonlySet<string>,
): string | null {
  if (!template.includes('$')) return plainFault(template, stage, tenancy);
  const beginning = template.slice(0, template.indexOf('$'));
  if (beginning === '' || beginning === '_' || beginning.startsWith('__')) {
    return `the name ${JSON.stringify(template)} could become any label; give it a fixed beginning, e.g. pod_$1`;
  }
  if (!LABEL_NAME.test(beginning)) return `${JSON.stringify(template)} makes no label names`;
  const taken = [...tenancy].find((label) => label.startsWith(beginning));
  if (taken === undefined) return null;
  return `the name ${JSON.stringify(template)} could become ${taken}, a label of tenancy that is set for you`;
}

function plainFault(
  name: string,
  stage: RelabelStage,
  tenancy: ReadonlySet<string>,
): string | null {
  if (!LABEL_NAME.test(name)) return `${JSON.stringify(name)} is not a label name`;
  if (tenancy.has(name))
    return `${name} is a label of tenancy: it is set for you and cannot be written`;
  if (!name.startsWith('__') || WRITABLE[stage].test(name)) return null;
  if (name === '__address__') {
    return '__address__ cannot be written: a monitor scrapes the targets that it finds';
  }
  return `${name} cannot be written`;
}

function dropFault(
  regex: string,
  stage: RelabelStage,
  tenancy: ReadonlySet<string>,
): string | null {
  const outcome = anchoredPattern(regex);
  if (outcome.kind === 'refused') return outcome.message;
  const { pattern } = outcome;
  const kept = stage === 'series' ? [...tenancy] : [...tenancy, '__address__'];
  const lost = kept.find((label) => pattern.test(label));
  return lost === undefined ? null : `the regex drops ${lost}, which is set for you`;
}
