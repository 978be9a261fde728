import type {
  FailureKind,
  KubernetesFailure,
  MissingRight,
} from '../objects/kubernetes-failure.ts';
import type { ManagedOutcome } from './managed-outcome.ts';

/** What only another object, or somebody in the cluster, can cure. */
const REFUSALS: ReadonlySet<FailureKind> = new Set(['invalid', 'denied', 'too_large']);

/** The failure of a write as the outcome of its object. */
export function failureOutcome(failure: KubernetesFailure): ManagedOutcome {
  if (REFUSALS.has(failure.kind)) {
    return { kind: 'refused', by: 'cluster', message: failureMessage(failure) };
  }
  return { kind: 'waiting', cause: failure.kind, message: failureMessage(failure) };
}

/** Why the cluster did not do it, for whoever manages it. A right that lacks is named. */
export function failureMessage(failure: KubernetesFailure): string {
  switch (failure.kind) {
    case 'forbidden':
      return failure.missing ? rightMessage(failure.missing) : `not allowed: ${failure.message}`;
    case 'unauthenticated':
      return `the cluster does not know us: ${failure.message}`;
    case 'unreachable':
      return `the cluster cannot be reached: ${failure.message}`;
    case 'throttled':
      return `the cluster asks us to wait: ${failure.message}`;
    case 'denied':
      return `the cluster refuses it: ${failure.message}`;
    default:
      return failure.message;
  }
}

/** `user tocsin may not patch prometheusrules.monitoring.coreos.com in namespace acme: …`. */
function rightMessage({ user, verb, group, resource, namespace }: MissingRight): string {
  const name = group === '' ? resource : `${resource}.${group}`;
  const where = namespace === '' ? 'in all namespaces' : `in namespace ${namespace}`;
  const role = namespace === '' ? 'a ClusterRole' : 'a Role there, or a ClusterRole,';
  return `user ${user} may not ${verb} ${name} ${where}: ${role} must allow it`;
}
