import { compareText } from '../../../platform/model/labels.ts';
import type { LabelStamp } from '../stamp-labels.ts';
import { attributeText } from './attribute-text.ts';
import { chosenNamespace } from './chosen-namespace.ts';
import type {
  InstrumentationScope,
  KeyValue,
  ResourceMetrics,
  ScopeMetrics,
} from './otlp-request.ts';
import { prometheusLabel } from './prometheus-name.ts';

/** How a series gets labels that its points do not carry; as Prometheus's settings of these names. */
export interface ResourceOptions {
  /** Attributes of the resource that become labels of every series, e.g. `k8s.pod.name`. */
  readonly promoteResourceAttributes: ReadonlySet<string>;
  /** Label -> attribute of the resource: labels of every series whose names are not the attribute's. */
  readonly resourceLabels: ReadonlyMap<string, string>;
  /** `otel_scope_name` and the like. */
  readonly promoteScopeMetadata: boolean;
}

export type LabelPair = readonly [string, string];

const NAME = 'service.name';
const NAMESPACE = 'service.namespace';
const INSTANCE = 'service.instance.id';
const IDENTIFYING: ReadonlySet<string> = new Set([NAME, NAMESPACE, INSTANCE]);

/** Labels of a resource and its scopes. */
export class ResourceLabels {
  readonly #attributes: readonly KeyValue[];
  readonly #identity: readonly LabelPair[];
  readonly #promoted: readonly LabelPair[];
  readonly #withScope: boolean;
  readonly #placed: readonly LabelPair[];

  constructor({ resource }: ResourceMetrics, options: ResourceOptions, stamp: LabelStamp) {
    this.#attributes = resource?.attributes ?? [];
    this.#identity = identityOf(this.#attributes);
    this.#promoted = promotedLabels(this.#attributes, options);
    this.#withScope = options.promoteScopeMetadata;
    this.#placed = chosenNamespace(this.#attributes, stamp);
  }

  /**
   * The labels of a data point, later ones over earlier ones of the same name: what of the resource is
   * promoted, attributes (joined by `;` where several become one label), the scope's, `job` and
   * `instance`, the namespace that the resource means. Labels of tenancy are stamped over all of them.
   */
  pointLabels(attributes: readonly KeyValue[], scope: ScopeMetrics): ReadonlyMap<string, string> {
    const labels = joinedLabels(attributes);
    for (const [name, value] of this.#promoted) if (!labels.has(name)) labels.set(name, value);
    const more = this.#withScope ? scopeLabels(scope) : [];
    for (const pairs of [more, this.#identity, this.#placed]) {
      for (const [name, value] of pairs) labels.set(name, value);
    }
    return labels;
  }

  /** Those of `target_info`; null where there is nothing to tell, or nobody to tell it of. */
  targetInfo(): readonly LabelPair[] | null {
    const others = this.#attributes.filter(({ key = '' }) => !IDENTIFYING.has(key));
    if (others.length === 0 || this.#identity.length === 0) return null;
    const labels = joinedLabels(others);
    for (const [name, value] of [...this.#identity, ...this.#placed]) labels.set(name, value);
    labels.set('__name__', 'target_info');
    return [...labels];
  }
}

function identityOf(attributes: readonly KeyValue[]): readonly LabelPair[] {
  const text = (wanted: string) =>
    attributeText(attributes.find(({ key }) => key === wanted)?.value);
  const pairs: LabelPair[] = [];
  const [name, namespace, instance] = [text(NAME), text(NAMESPACE), text(INSTANCE)];
  if (name !== '') pairs.push(['job', namespace === '' ? name : `${namespace}/${name}`]);
  if (instance !== '') pairs.push(['instance', instance]);
  return pairs;
}

function promotedLabels(
  attributes: readonly KeyValue[],
  { promoteResourceAttributes, resourceLabels }: ResourceOptions,
): readonly LabelPair[] {
  const labels = joinedLabels(
    attributes.filter(({ key = '' }) => promoteResourceAttributes.has(key)),
  );
  for (const [name, wanted] of resourceLabels) {
    const found = attributes.find(({ key }) => key === wanted);
    if (found !== undefined && !labels.has(name)) labels.set(name, attributeText(found.value));
  }
  return [...labels];
}

function joinedLabels(attributes: readonly KeyValue[]): Map<string, string> {
  const labels = new Map<string, string>();
  const sorted =
    attributes.length > 1
      ? [...attributes].sort((a, b) => compareText(a.key ?? '', b.key ?? ''))
      : attributes;
  for (const { key = '', value } of sorted) {
    const name = prometheusLabel(key);
    if (name === '') continue;
    const known = labels.get(name);
    const text = attributeText(value);
    labels.set(name, known === undefined ? text : `${known};${text}`);
  }
  return labels;
}

function scopeLabels({ scope, schemaUrl = '' }: ScopeMetrics): readonly LabelPair[] {
  const { name = '', version = '', attributes = [] }: InstrumentationScope = scope ?? {};
  return [
    ...attributes.map(
      ({ key = '', value }): LabelPair => [
        prometheusLabel(`otel_scope_${key}`),
        attributeText(value),
      ],
    ),
    ['otel_scope_name', name],
    ['otel_scope_version', version],
    ['otel_scope_schema_url', schemaUrl],
  ];
}
