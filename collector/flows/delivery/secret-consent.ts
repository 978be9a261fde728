import type { ClusterAccess } from '../../../platform/kubernetes/cluster-access.ts';
import { objectIn, textIn } from '../../../platform/kubernetes/objects/json-object.ts';

/** What a Secret bears that outputs may send to their destinations. */
const CONSENT_LABEL = 'tocsin/outputs';
const CONSENT_VALUE = 'allowed';

/** Why a Secret may not be used by an output; null when it may, or nothing can be known just now. */
export type SecretConsent = (namespace: string, name: string) => Promise<string | null>;

const SECRET = { group: '', version: 'v1', kind: 'Secret' };

/**
 * Who may write outputs need not be one who may read the Secrets of the namespace, and what an output
 * names goes to where it says: so whoever owns a Secret has to have said that it may.
 */
export function secretConsent({ client, discovery }: ClusterAccess): SecretConsent {
  return async (namespace, name) => {
    const kind = await discovery.find(SECRET);
    if (kind.kind !== 'done') return null;
    const found = await client.get(kind.value, { namespace, name });
    switch (found.kind) {
      case 'done': {
        const labels = objectIn(found.value.metadata, 'labels');
        if (textIn(labels, CONSENT_LABEL) === CONSENT_VALUE) return null;
        return `its Secret ${name} does not bear the label ${CONSENT_LABEL}=${CONSENT_VALUE}`;
      }
      case 'not_found':
        return `there is no Secret ${name} in the namespace`;
      case 'forbidden':
        return `its Secret ${name} cannot be looked at, so that nobody knows whether it may be used`;
      default:
        return null;
    }
  };
}
