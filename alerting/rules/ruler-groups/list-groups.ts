import { compareText } from '../../../platform/model/labels.ts';
import {
  contains,
  parseScopeName,
  printScopeName,
  type ScopeName,
} from '../../../platform/tenancy/scope-name.ts';
import type { Rule } from '../rule.ts';
import type { RulerPlace } from './ruler-places.ts';

/** A group as a client of the ruler API sees it. */
export interface RulerGroup {
  /** The name of the rules' scope, that with `/` and what a client has named, or only the latter. */
  readonly namespace: string;
  readonly name: string;
  /** Of one scope, in the order of the group. */
  readonly rules: readonly Rule[];
}

/** Where a namespace of a client lies. */
export interface RulerNamespace {
  readonly scope: ScopeName;
  /** As it is stored; empty: that of the scope. */
  readonly namespace: string;
}

/** True when all that a rule of `inner` is about lies within `outer`. */
export function liesIn(outer: ScopeName, inner: ScopeName): boolean {
  if (outer.cluster !== null && outer.cluster !== inner.cluster) return false;
  if (outer.kind === 'platform') return inner.kind === 'platform';
  return inner.kind === 'node' && contains(outer.node, inner.node);
}

/**
 * The groups of a scope, ordered by namespace and name. A rule that no client has placed is a group
 * of its name by itself; where that name is taken already, a number is added.
 * @param rules of one owner and language, whoever may read them: names depend on all of them
 */
export function listGroups(
  rules: readonly Rule[],
  scope: ScopeName,
  placeOf: (ruleId: string) => RulerPlace | undefined,
): readonly RulerGroup[] {
  const placed = new Map<string, { namespace: string; name: string; rules: Rule[] }>();
  const alone: Rule[] = [];
  for (const rule of rules) {
    if (!liesIn(scope, rule.scope)) continue;
    const place = placeOf(rule.id);
    if (place === undefined) {
      alone.push(rule);
      continue;
    }
    const namespace = namespaceOf(scope, rule.scope, place.namespace);
    const key = keyOf(namespace, place.group);
    const group = placed.get(key);
    if (group) group.rules.push(rule);
    else placed.set(key, { namespace, name: place.group, rules: [rule] });
  }
  // A name is never given back: what was taken once needs no second look, however many rules have it.
  const numbers = new Map<string, number>();
  for (const rule of alone.toSorted((a, b) => compareText(a.id, b.id))) {
    const namespace = namespaceOf(scope, rule.scope, '');
    const wanted = keyOf(namespace, rule.name);
    let number = numbers.get(wanted) ?? 1;
    const nameAt = (at: number) => (at === 1 ? rule.name : `${rule.name} ${at}`);
    while (placed.has(keyOf(namespace, nameAt(number)))) number += 1;
    numbers.set(wanted, number);
    const name = nameAt(number);
    placed.set(keyOf(namespace, name), { namespace, name, rules: [rule] });
  }
  return [...placed.values()]
    .map((group) => ({ ...group, rules: inOrder(group.rules, placeOf) }))
    .toSorted((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name));
}

/**
 * What a namespace that a client names means below a scope: names of scopes within it, alone or before
 * a `/`, mean these; everything else is a namespace of the scope itself.
 */
export function readNamespace(text: string, within: ScopeName): RulerNamespace {
  const slash = text.indexOf('/');
  const first = slash < 0 ? text : text.slice(0, slash);
  const scope = parseScopeName(first);
  if (scope && liesIn(within, scope)) {
    return { scope, namespace: slash < 0 ? '' : text.slice(slash + 1) };
  }
  return { scope: within, namespace: text };
}

/** The opposite of `readNamespace`. */
export function namespaceOf(within: ScopeName, scope: ScopeName, namespace: string): string {
  const name = printScopeName(scope);
  if (namespace === '') return name;
  const isPlain = name === printScopeName(within) && readsBack(namespace, within);
  return isPlain ? namespace : `${name}/${namespace}`;
}

function readsBack(namespace: string, within: ScopeName): boolean {
  return readNamespace(namespace, within).namespace === namespace;
}

function keyOf(namespace: string, name: string): string {
  return JSON.stringify([namespace, name]);
}

function inOrder(
  rules: readonly Rule[],
  placeOf: (ruleId: string) => RulerPlace | undefined,
): readonly Rule[] {
  const place = ({ id }: Rule) => placeOf(id)?.place ?? 0;
  return rules.toSorted((a, b) => place(a) - place(b) || compareText(a.id, b.id));
}
