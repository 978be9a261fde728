import { inParallel } from '../in-parallel.ts';
import type { KubernetesClient } from '../kubernetes-client.ts';
import { objectIn } from '../objects/json-object.ts';
import { done, type MissingRight, type Outcome } from '../objects/kubernetes-failure.ts';

/** A right as a rule of a Role names it; an empty namespace is the cluster's scope. */
export type Right = Omit<MissingRight, 'user'>;

const AT_ONCE = 8;
const PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** Which of these rights we lack, by the cluster's own judgement: to be known before they are needed. */
export async function missingRights(
  client: KubernetesClient,
  rights: readonly Right[],
  signal?: AbortSignal,
): Promise<Outcome<readonly Right[]>> {
  const answers = await inParallel(rights, AT_ONCE, (right) =>
    client.ask(PATH, reviewOf(right), signal),
  );
  const missing: Right[] = [];
  for (const [index, right] of rights.entries()) {
    const answer = answers[index];
    if (answer === undefined) continue;
    if (answer.kind !== 'done') return answer;
    if (objectIn(answer.value, 'status').allowed !== true) missing.push(right);
  }
  return done(missing);
}

const reviewOf = (resourceAttributes: Right) => ({
  apiVersion: 'authorization.k8s.io/v1',
  kind: 'SelfSubjectAccessReview',
  spec: { resourceAttributes },
});
