import { quoteGo } from '../../../queries/promql/go-quote.ts';

/**
 * The value of the namespace label of alerts: the series' own, and the rule's first environment on
 * the cluster for series without one.
 * @param source the label of the series that names their namespace
 * @param home a DNS label
 * @example namespaceTemplate('a.b', 'shop') // {{ with index $labels "a.b" }}{{ . }}{{ else }}shop{{ end }}
 */
export function namespaceTemplate(source: string, home: string): string {
  return `{{ with ${labelValue(source)} }}{{ . }}{{ else }}${home}{{ end }}`;
}

export interface OwnNamespaces {
  /** The label of the series that names their namespace. */
  readonly source: string;
  readonly home: string;
  /** All namespaces of the rule on the cluster: DNS labels. */
  readonly namespaces: readonly string[];
  /** The expression may find the alerts themselves again: then what `exported_<label>` says stays. */
  readonly mayComeBack?: boolean;
}

/**
 * The same for an expression whose result may bear any namespace. It reads metrics which all tenants
 * share, such as those of nodes: their series bear the namespace of whoever scrapes them, and an
 * alert with it would be nobody's. Or it makes labels itself: an alert with another tenant's
 * namespace would stand among that tenant's `ALERTS` series. It is the rule's first environment
 * then, and the series' own goes into `exported_<label>`, so that series of different namespaces do
 * not collide.
 *
 */
export function ownNamespaceLabels(
  label: string,
  { source, home, namespaces, mayComeBack = false }: OwnNamespaces,
): readonly (readonly [string, string])[] {
  const value = labelValue(source);
  const isOwn = `match "^(?:${namespaces.join('|')})$" (${value})`;
  const own = `{{ if ${isOwn} }}{{ ${value} }}{{ else }}${home}{{ end }}`;
  const exported = labelValue(`exported_${label}`);
  const rest = mayComeBack ? `{{ else }}{{ with ${exported} }}{{ . }}{{ end }}` : '';
  const foreign = `{{ if not (${isOwn}) }}{{ ${value} }}${rest}{{ end }}`;
  return [
    [label, own],
    [`exported_${label}`, foreign],
  ];
}

/** Label names that are no identifiers cannot be written as a field. */
function labelValue(label: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)
    ? `$labels.${label}`
    : `index $labels ${quoteGo(label)}`;
}
