import type { LabelStamp } from '../stamp-labels.ts';
import { attributeText } from './attribute-text.ts';
import type { KeyValue } from './otlp-request.ts';
import { prometheusLabel } from './prometheus-name.ts';

const KUBERNETES_NAMESPACE = 'k8s.namespace.name';

/**
 * Which namespace a resource means, for tokens that may write to several: the attribute that becomes
 * the namespace label, else the one of Kubernetes. Whether the token may is up to `stampLabels`.
 */
export function chosenNamespace(
  attributes: readonly KeyValue[],
  { choice }: LabelStamp,
): readonly (readonly [string, string])[] {
  if (choice === null) return [];
  const named =
    attributes.find(({ key = '' }) => prometheusLabel(key) === choice.label) ??
    attributes.find(({ key }) => key === KUBERNETES_NAMESPACE);
  return named === undefined ? [] : [[choice.label, attributeText(named.value)]];
}
