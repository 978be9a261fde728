/** A kind as the cluster serves it, e.g. PrometheusRule of monitoring.coreos.com/v1. */
export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** As in paths: `prometheusrules`. */
  readonly plural: string;
  readonly isNamespaced: boolean;
}

/** Where an object is; `namespace` is absent for a kind without. */
export interface ObjectPlace {
  readonly namespace?: string;
  readonly name: string;
}

/** `monitoring.coreos.com/v1`, and `v1` for the core group. */
export const apiVersionOf = ({
  group,
  version,
}: Pick<ResourceKind, 'group' | 'version'>): string =>
  group === '' ? version : `${group}/${version}`;

/** `prometheusrules.monitoring.coreos.com`, as the cluster names it in messages. */
export const resourceNameOf = ({ group, plural }: ResourceKind): string =>
  group === '' ? plural : `${plural}.${group}`;

/**
 * The path of a kind's objects: of all, of one namespace, or of one object.
 * @throws RangeError for a name that is no segment of a path, and where a namespace is too much or
 * too little
 */
export function pathOf(
  kind: ResourceKind,
  place: { readonly namespace?: string; readonly name?: string } = {},
): string {
  const { namespace = '', name = '' } = place;
  if (namespace !== '' && !kind.isNamespaced) {
    throw new RangeError(`${kind.kind} is not namespaced, but the namespace ${namespace} is given`);
  }
  if (namespace === '' && kind.isNamespaced && name !== '') {
    throw new RangeError(`${kind.kind} ${name} needs a namespace`);
  }
  const root = kind.group === '' ? '/api' : '/apis';
  const within = namespace === '' ? '' : `/namespaces/${segment(namespace)}`;
  const one = name === '' ? '' : `/${segment(name)}`;
  return `${root}/${apiVersionOf(kind)}${within}/${kind.plural}${one}`;
}

/** Names that the cluster itself refuses would leave the path that they are put into. */
function segment(name: string): string {
  if (name !== '.' && name !== '..' && !/[/%?#\s]/.test(name)) return encodeURIComponent(name);
  throw new RangeError(`${JSON.stringify(name)} cannot be the name of an object`);
}
