import { quoteGo } from '../../../queries/promql/go-quote.ts';

/**
 * The value of the namespace label of alerts: the series' own, and the rule's first environment on
 * the cluster for series without one.
 * @param home a DNS label
 * @example namespaceTemplate('a.b', 'shop') // {{ with index $labels "a.b" }}{{ . }}{{ else }}shop{{ end }}
 */
export function namespaceTemplate(label: string, home: string): string {
  return `{{ with ${labelValue(label)} }}{{ . }}{{ else }}${home}{{ end }}`;
}

/**
 * The same for an expression whose result may bear any namespace. It reads metrics which all tenants
 * share, such as those of nodes: their series bear the namespace of whoever scrapes them, and an
 * alert with it would be nobody's. Or it makes labels itself: an alert with another tenant's
 * namespace would stand among that tenant's `ALERTS` series. It is the rule's first environment
 * then, and the series' own goes into `exported_<label>`, so that series of different namespaces do
 * not collide.
 *
 * @param namespaces all namespaces of the rule on the cluster: DNS labels
 */
export function ownNamespaceLabels(
  label: string,
  home: string,
  namespaces: readonly string[],
): readonly (readonly [string, string])[] {
  const value = labelValue(label);
  const isOwn = `match "^(?:${namespaces.join('|')})$" (${value})`;
  const own = `{{ if ${isOwn} }}{{ ${value} }}{{ else }}${home}{{ end }}`;
  const foreign = `{{ if not (${isOwn}) }}{{ ${value} }}{{ end }}`;
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
