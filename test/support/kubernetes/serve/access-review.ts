import { objectIn, textIn } from '../model/json.ts';
import type { Access } from './access.ts';
import type { Answer } from './answer.ts';
import type { RawRequest } from './api-request.ts';
import { parseBody } from './read-body.ts';

export const accessReviewPath = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** `kubectl auth can-i`: whether the one who asks may do something. Nothing is stored. */
export function reviewAccess(raw: RawRequest, user: string, access: Access): Answer {
  const body = objectIn(parseBody(raw.body, raw.headers['content-type'] ?? ''));
  const spec = objectIn(body.spec);
  const wanted = objectIn(spec.resourceAttributes);
  const allowed = access.allows(user, {
    verb: textIn(wanted.verb),
    group: textIn(wanted.group),
    resource: textIn(wanted.resource),
    subresource: textIn(wanted.subresource),
    namespace: textIn(wanted.namespace),
    name: textIn(wanted.name),
  });
  return {
    status: 201,
    body: {
      kind: 'SelfSubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata: { creationTimestamp: null },
      spec,
      status: { allowed },
    },
  };
}
