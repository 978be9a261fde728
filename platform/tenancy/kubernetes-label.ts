import type { ErrorDetail } from '../errors/app-error.ts';
import { check, findings, show } from './field-checks.ts';

const LABEL_PREFIX = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_PART = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
/** They say whose an object is: ours to set, or Argo CD's. */
const TAKEN = /^(?:app\.kubernetes\.io\/(?:managed-by|instance)|tocsin\/.*)$/;
const MAX_LABELS = 20;

/**
 * Labels that an administrator puts on our objects.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
 */
export function checkKubernetesLabels(
  labels: Readonly<Record<string, string>>,
  at: string,
): readonly ErrorDetail[] {
  const all = Object.entries(labels);
  return findings(
    check(all.length <= MAX_LABELS, at, `expected at most ${MAX_LABELS} labels`),
    all.flatMap(([name, value]) => checkLabel(name, value, at)),
  );
}

function checkLabel(name: string, value: string, at: string): readonly ErrorDetail[] {
  const path = `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const slash = name.indexOf('/');
  const prefix = slash < 0 ? null : name.slice(0, slash);
  const isPrefix = prefix === null || (LABEL_PREFIX.test(prefix) && prefix.length <= 253);
  return findings(
    check(
      isPrefix && LABEL_PART.test(name.slice(slash + 1)),
      path,
      `expected the name of a label of Kubernetes, got ${show(name)}`,
    ),
    check(
      value === '' || LABEL_PART.test(value),
      path,
      `expected the value of a label of Kubernetes, got ${show(value)}`,
    ),
    check(!TAKEN.test(name), path, `the label ${name} is not yours to set`),
  );
}

const LOKI_TENANT = /^[A-Za-z0-9!\-_.*'()]{1,150}$/;

/** `tenantID` of the Loki operator's rules. */
export function checkLokiTenant(text: string, path: string): readonly ErrorDetail[] {
  const isTenant = LOKI_TENANT.test(text) && text !== '.' && text !== '..';
  return findings(
    check(isTenant, path, `expected the id of one tenant of Loki, got ${show(text)}`),
  );
}
