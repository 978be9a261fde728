import { isJsonObject, listIn, objectIn, textIn } from './json-object.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * What of a `LabelSelector` labels do not meet, e.g. `release=kube-prometheus-stack` or
 * `tier in (a, b)`; empty when they are selected. An empty selector selects everything.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
 */
export function unmetBy(selector: unknown, labels: Labels): readonly string[] {
  const exact = Object.entries(objectIn(selector, 'matchLabels'))
    .filter(([name, value]) => labelAt(labels, name) !== value)
    .map(([name, value]) => `${name}=${String(value)}`);
  const expressions = listIn(selector, 'matchExpressions').filter(isJsonObject);
  return [...exact, ...expressions.flatMap((one) => unmetExpression(one, labels))];
}

function unmetExpression(expression: unknown, labels: Labels): readonly string[] {
  const key = textIn(expression, 'key');
  const operator = textIn(expression, 'operator');
  const values = listIn(expression, 'values').map(String);
  const value = labelAt(labels, key);
  const among = value !== undefined && values.includes(value);
  switch (operator) {
    case 'In':
      return among ? [] : [`${key} in (${values.join(', ')})`];
    case 'NotIn':
      return among ? [`${key} not in (${values.join(', ')})`] : [];
    case 'Exists':
      return value === undefined ? [key] : [];
    case 'DoesNotExist':
      return value === undefined ? [] : [`no ${key}`];
    default:
      return [`${key} ${operator}`];
  }
}

const labelAt = (labels: Labels, name: string): string | undefined =>
  Object.hasOwn(labels, name) ? labels[name] : undefined;
